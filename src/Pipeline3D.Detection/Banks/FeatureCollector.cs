using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Banks;

/// <summary>Gathers the features of training samples one by one, in the order they are added.</summary>
/// <remarks>Not safe for several threads: the order decides the bank, so let one consumer add.</remarks>
internal sealed class FeatureCollector
{
    private readonly List<FeatureMatrix> _samples = [];

    public int Rows { get; private set; }

    public int Samples => _samples.Count;

    /// <summary>Memory of the values.</summary>
    public long Bytes { get; private set; }

    public void Add(FeatureMatrix features)
    {
        if (_samples.Count > 0 && features.Columns != _samples[0].Columns)
            throw new ArgumentException(
                $"sample {_samples.Count} has {features.Columns} columns, the samples before it {_samples[0].Columns}",
                nameof(features));
        for (int i = 0; i < features.Values.Length; i++)
            if (!float.IsFinite(features.Values[i]))
                throw new ArgumentException(
                    $"value {i % features.Columns}, row {i / features.Columns}, sample {_samples.Count} is not finite",
                    nameof(features));
        Rows = checked(Rows + features.Rows);
        Bytes += (long)features.Values.Length * sizeof(float);
        _samples.Add(features);
    }

    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public FeatureMatrix Join()
    {
        if (Rows == 0)
            throw new InvalidOperationException(
                $"no features were added ({_samples.Count} samples, 0 rows): "
                + "fitting needs at least one normal scan with valid points");
        var all = new FeatureMatrix(Rows, _samples[0].Columns);
        int row = 0;
        foreach (FeatureMatrix sample in _samples)
        {
            sample.Values.CopyTo(all.Values.AsSpan(row * all.Columns));
            row += sample.Rows;
        }
        return all;
    }
}
