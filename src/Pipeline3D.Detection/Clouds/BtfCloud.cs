using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Clouds;

/// <summary>BTF on whole clouds: point features and a memory bank without a coreset.</summary>
/// <remarks>Source: "BTF(FPFH)" and "BTF(Raw)" of the Real3D-AD benchmark (O-AUROC 0.635 and 0.603). The object score
/// is PatchCore's re-weighted one. Points without a reading take the lowest score of the scan. Nothing in it is
/// random.</remarks>
[Method("btf-cloud", Title = "BTF on clouds", Paper = "arXiv:2309.13226", UsesDevice = true, IsSeeded = false)]
public sealed class BtfCloud : IMethod<BtfCloudOptions, CloudSample, MemoryBank>
{
    private const string BankName = "bank";

    /// <inheritdoc/>
    public ISampleCodec<CloudSample> Samples => CloudSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(BtfCloudOptions options) => new() { Readings = 3 };

    /// <inheritdoc/>
    public CloudSample Prepare(Scan scan, BtfCloudOptions options, MethodContext context)
    {
        CloudSample sample = CloudSample.Of(scan, context);
        return sample with
        {
            Features = CloudExtractor.Extract(sample.Points, options.Features, options.VoxelOf(sample.Points),
                context.Threads, context.Scope, context.Stop),
        };
    }

    /// <summary>Point, index and features.</summary>
    public long SampleBytes(BtfCloudOptions options, long points)
        => (16 + (long)sizeof(float) * CloudExtractor.LengthOf(options.Features)) * points;

    /// <inheritdoc/>
    public IFit<CloudSample, MemoryBank> Begin(BtfCloudOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(MemoryBank model, Scan scan, CloudSample sample, BtfCloudOptions options, MethodContext context)
    {
        int[] sampled = options.Sample(sample.Points.Count, options.QueryStep);
        BankScores scores = model.Score(sample.Features!.Select(sampled), context.Threads, context.Scope, context.Stop);
        PointCloud chosen = OnDevice.Select(context.Scope, sample.Points, sampled, context.Stop);
        int[] nearest = OnDevice.Nearest(context.Scope, chosen, sample.Points, 1, context.Threads, context.Stop).Index;
        return sample.Spread(scores.SampleScore, Array.ConvertAll(nearest, i => scores.Distances[i]), scan);
    }

    /// <inheritdoc/>
    public void Save(MemoryBank model, ArtifactWriter file) => file.Add(BankName, model.Rows);

    /// <inheritdoc/>
    public MemoryBank Load(ArtifactReader file, BtfCloudOptions options)
        => new(file.Rows(BankName, CloudExtractor.LengthOf(options.Features)));

    // All rows taken are the bank.
    private sealed class Fit(BtfCloudOptions options) : IFit<CloudSample, MemoryBank>
    {
        private readonly FeatureCollector _features = new();

        public long HeldBytes => _features.Bytes;

        public void Add(CloudSample sample, Role role, MethodContext context)
        {
            if (role == Role.Train)
                _features.Add(sample.Features!.Select(options.Sample(sample.Points.Count, options.BankStep)));
        }

        public MemoryBank Complete(IReadOnlyList<KeptSample<CloudSample>> samples, FitRun run, CancellationToken stop)
            => new(_features.Join());

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="BtfCloud"/>; the defaults are those of the Real3D-AD benchmark.</summary>
public sealed record BtfCloudOptions : CloudOptions
{
    /// <summary>Every so many points of a training cloud one goes to the bank; 1 or more.</summary>
    public int BankStep { get; init; } = 100;

    /// <summary>Every so many points of a test cloud one is scored, the others take the score of the nearest; 1 or
    /// more.</summary>
    public int QueryStep { get; init; } = 500;

    /// <summary>On small clouds the steps shrink until at least so many points are taken; 1 or more. The reference,
    /// made for clouds of hundreds of thousands of points, has no such rule: 1 switches it off.</summary>
    public int MinSamples { get; init; } = 1000;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(BankStep, 1, int.MaxValue, nameof(BankStep));
        problems.RequireRange(QueryStep, 1, int.MaxValue, nameof(QueryStep));
        problems.RequireRange(MinSamples, 1, int.MaxValue, nameof(MinSamples));
    }

    /// <summary>Indices of the points taken from a cloud: 0, step, 2 step and so on.</summary>
    internal int[] Sample(int count, int step)
    {
        int used = Math.Max(1, Math.Min(step, count / MinSamples));
        var indices = new int[(count + used - 1) / used];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = i * used;
        return indices;
    }
}
