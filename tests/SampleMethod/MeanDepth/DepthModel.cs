using Pipeline3D.Detection.Contracts;

namespace SampleMethod.MeanDepth;

/// <summary>Mean depth per cell; NaN where a cell has no reading.</summary>
/// <param name="Depths">Row by row.</param>
public sealed record DepthSample(float[] Depths);

/// <summary>What normal scans look like.</summary>
/// <param name="Mean">Mean depth per cell.</param>
/// <param name="Deviation">Its standard deviation; 0 where no training scan has a reading.</param>
public sealed record DepthModel(float[] Mean, float[] Deviation);

/// <summary>Learns mean and deviation per cell.</summary>
internal sealed class DepthFit(MeanDepthOptions options) : IFit<DepthSample, DepthModel>
{
    private readonly double[] _sum = new double[options.Cells * options.Cells];
    private readonly double[] _squares = new double[options.Cells * options.Cells];
    private readonly int[] _count = new int[options.Cells * options.Cells];

    public void Add(DepthSample sample, Role role, MethodContext context)
    {
        for (int i = 0; i < _sum.Length; i++)
        {
            if (float.IsNaN(sample.Depths[i]))
                continue;
            _sum[i] += sample.Depths[i];
            _squares[i] += (double)sample.Depths[i] * sample.Depths[i];
            _count[i]++;
        }
    }

    public DepthModel Complete(IReadOnlyList<KeptSample<DepthSample>> samples, FitRun run, CancellationToken stop)
    {
        var model = new DepthModel(new float[_sum.Length], new float[_sum.Length]);
        for (int i = 0; i < _sum.Length; i++)
        {
            if (_count[i] == 0)
                continue;
            double mean = _sum[i] / _count[i];
            model.Mean[i] = (float)mean;
            model.Deviation[i] = (float)Math.Max(options.Least,
                Math.Sqrt(Math.Max(0, (_squares[i] / _count[i]) - (mean * mean))));
        }
        return model;
    }

    public void Dispose()
    {
    }
}

/// <summary>Samples as bytes.</summary>
internal sealed class DepthSampleCodec : ISampleCodec<DepthSample>
{
    public long SizeOf(DepthSample sample) => 4L * sample.Depths.Length;

    public void Write(DepthSample sample, BinaryWriter file)
    {
        file.Write(sample.Depths.Length);
        foreach (float depth in sample.Depths)
            file.Write(depth);
    }

    public DepthSample Read(BinaryReader file)
    {
        var depths = new float[file.ReadInt32()];
        for (int i = 0; i < depths.Length; i++)
            depths[i] = file.ReadSingle();
        return new DepthSample(depths);
    }
}
