using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.Clouds;

/// <summary>PatchCore on whole clouds: point features, an approximate coreset, squared distance to the nearest
/// row.</summary>
/// <remarks>Source: "PatchCore+FPFH" and "+FPFH+raw" of the Real3D-AD benchmark (O-AUROC 0.593 and 0.682 with
/// registration). The object score is the largest point score, not re-weighted. Differs: the axes are not permuted
/// before the registration unless <c>cycle_axes</c> asks for it, which is a leftover of a demo there; scores are not
/// scaled over the test set. Points without a reading take the lowest score of the scan.</remarks>
[Method("patchcore-cloud", Title = "PatchCore on clouds", Paper = "arXiv:2309.13226", UsesDevice = true)]
public sealed class PatchCoreCloud : IMethod<PatchCoreCloudOptions, CloudSample, CloudBank>
{
    private const string BankName = "bank";

    /// <inheritdoc/>
    public ISampleCodec<CloudSample> Samples => CloudSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(PatchCoreCloudOptions options) => new() { Readings = 3 };

    /// <summary>Describes the points, unless the cloud is laid on the model's template first.</summary>
    public CloudSample Prepare(Scan scan, PatchCoreCloudOptions options, MethodContext context)
    {
        CloudSample sample = CloudSample.Of(scan, context);
        return options.Register ? sample : sample with { Features = Describe(sample, options, null, context) };
    }

    /// <inheritdoc/>
    public IFit<CloudSample, CloudBank> Begin(PatchCoreCloudOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(CloudBank model, Scan scan, CloudSample sample, PatchCoreCloudOptions options,
        MethodContext context)
    {
        FeatureMatrix features = sample.Features ?? Describe(sample, options, model.Template, context);
        float[] distances = model.Bank.Nearest(features, 1, context.Threads, context.Scope, context.Stop).Distance;
        float[] scores = Array.ConvertAll(distances, distance => distance * distance);
        float largest = 0;
        foreach (float score in scores)
            largest = MathF.Max(largest, score);
        return sample.Spread(largest, scores, scan);
    }

    /// <inheritdoc/>
    public void Save(CloudBank model, ArtifactWriter file)
    {
        file.Add(BankName, model.Bank.Rows);
        model.Template?.Save(file);
    }

    /// <inheritdoc/>
    public CloudBank Load(ArtifactReader file, PatchCoreCloudOptions options)
    {
        var bank = new MemoryBank(file.Rows(BankName, CloudExtractor.LengthOf(options.Features)));
        return new CloudBank(bank, !options.Register ? null : CloudTemplate.Load(file,
            options.VoxelUnit == VoxelUnit.Cloud ? options.VoxelSize : null));
    }

    private static FeatureMatrix Describe(CloudSample sample, PatchCoreCloudOptions options, CloudTemplate? template,
        MethodContext context)
    {
        PointCloud placed = CloudExtractor.Centred(sample.Points);
        if (template is not null)
            placed = template.Place(placed, options.CycleAxes, options.Seed ?? 0, context);
        return CloudExtractor.Describe(placed, options.Features, template?.VoxelSize ?? options.VoxelOf(placed),
            context.Threads, context.Scope, context.Stop);
    }

    // The first cloud is the template when clouds are registered.
    private sealed class Fit(PatchCoreCloudOptions options) : IFit<CloudSample, CloudBank>
    {
        private readonly FeatureCollector _features = new();
        private CloudTemplate? _template;

        public long HeldBytes => _features.Bytes;

        public void Add(CloudSample sample, Role role, MethodContext context)
        {
            if (role != Role.Train)
                return;
            if (options.Register && _template is null)
            {
                PointCloud centred = CloudExtractor.Centred(sample.Points);
                _template = CloudTemplate.Of(centred, options.VoxelOf(centred), context.Threads, context.Stop);
            }
            _features.Add(sample.Features ?? Describe(sample, options, _template, context));
        }

        public CloudBank Complete(IReadOnlyList<KeptSample<CloudSample>> samples, FitRun run, CancellationToken stop)
        {
            FeatureMatrix all = _features.Join();
            int[] picks = ApproximateCoreset.Select(all, Math.Min(options.MaxBankRows, all.Rows), options.Seed ?? 0,
                run.Threads, stop);
            return new CloudBank(new MemoryBank(all.Select(picks)), _template);
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>What <see cref="PatchCoreCloud"/> learns.</summary>
public sealed class CloudBank
{
    internal CloudBank(MemoryBank bank, CloudTemplate? template) => (Bank, Template) = (bank, template);

    /// <summary>Features of normal points.</summary>
    public MemoryBank Bank { get; }

    /// <summary>What clouds are laid on; null when they are not.</summary>
    internal CloudTemplate? Template { get; }
}

/// <summary>Options of <see cref="PatchCoreCloud"/>; the defaults are those of the Real3D-AD benchmark.</summary>
public sealed record PatchCoreCloudOptions : CloudOptions
{
    /// <summary>Rows that a bank keeps; 1 or more.</summary>
    [FormerName("bank_size")]
    public int MaxBankRows { get; init; } = 10_000;

    /// <summary>Whether every cloud is laid on the first training cloud before it is described; matters for raw
    /// coordinates, as FPFH does not see the pose. The benchmark does it.</summary>
    [Preparation]
    public bool Register { get; init; }

    /// <summary>Whether the axes (x, y, z) become (z, x, y) before a cloud is laid on the template, as the benchmark's
    /// code does, a leftover of a demo. Tells on clouds that the search cannot lay down; for published
    /// numbers.</summary>
    public bool CycleAxes { get; init; }

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(MaxBankRows, 1, int.MaxValue, nameof(MaxBankRows));
    }
}
