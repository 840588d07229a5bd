using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A gradient per chunk of points, added up in the order of the chunks: the sum does not depend on the number
/// of threads.</summary>
internal sealed class GradientPartials : IDisposable
{
    private const int MaxChunks = 64;
    private readonly NativeFloats _values;
    private readonly int _length;

    /// <param name="length">Floats of a gradient.</param>
    /// <param name="count">Points.</param>
    public GradientPartials(int length, int count)
    {
        (_length, Count) = (length, count);
        int share = (count + MaxChunks - 1) / MaxChunks;
        ChunkRows = Math.Max(FusedForward.Grain,
            (share + FusedForward.TileRows - 1) / FusedForward.TileRows * FusedForward.TileRows);
        Chunks = (count + ChunkRows - 1) / ChunkRows;
        _values = new NativeFloats((long)Chunks * length);
    }

    /// <summary>Points.</summary>
    public int Count { get; }

    /// <summary>Points of a chunk.</summary>
    public int ChunkRows { get; }

    /// <summary>Chunks.</summary>
    public int Chunks { get; }

    /// <summary>A place in the gradient of the chunk that begins at a point.</summary>
    public ref float At(int firstPoint, int place) => ref _values.At(((long)(firstPoint / ChunkRows) * _length)
        + place);

    /// <summary>Forgets the last sum.</summary>
    public void Clear()
    {
        for (int chunk = 0; chunk < Chunks; chunk++)
            _values.Span((long)chunk * _length, _length).Clear();
    }

    /// <summary>Adds the chunks up in double and puts every weight in its flat place.</summary>
    public void Sum(PackedNetwork network, float[] gradient, int threads)
        => Ranges.Run(network.Layers.Count, 1, (start, _) =>
        {
            PackedLayer layer = network.Layers[start];
            LayerSpec spec = layer.Spec;
            for (int output = 0; output < spec.Outputs; output++)
            {
                for (int input = 0; input < spec.Inputs; input++)
                    gradient[spec.WeightStart + (output * spec.Inputs) + input] = Sum(layer.GradientOf(output, input));
                gradient[spec.BiasStart + output] = Sum(layer.GradientBiasStart + output);
            }
        }, threads, CancellationToken.None);

    public void Dispose() => _values.Dispose();

    private float Sum(int place)
    {
        double sum = 0;
        for (int chunk = 0; chunk < Chunks; chunk++)
            sum += _values.At(((long)chunk * _length) + place);
        return (float)sum;
    }
}
