using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.PatchCorePointMae;

/// <summary>PatchCore on features of Point-MAE: a bank of group features by an approximate coreset, squared distance to
/// the nearest row.</summary>
/// <remarks>Source: "PatchCore+PointMAE" of the Real3D-AD benchmark (O-AUROC 0.594, P-AUROC 0.642, registered). The
/// points take the score of the nearest centre, the scan that of its highest. README.md beside this file says how this
/// one differs.</remarks>
[Method("patchcore-point-mae", Title = "PatchCore on Point-MAE", Paper = "arXiv:2309.13226", UsesDevice = true)]
public sealed class PatchCorePointMaeMethod : IMethod<PatchCorePointMaeOptions, GroupSample, PointMaeBank>
{
    private readonly PointMaeShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public PatchCorePointMaeMethod(PointMaeShelf? shelf = null) => _shelf = shelf ?? new PointMaeShelf();

    /// <inheritdoc/>
    public ISampleCodec<GroupSample> Samples => GroupSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(PatchCorePointMaeOptions options) => new() { Readings = Math.Max(3, options.GroupSize) };

    /// <summary>Looks for the weights.</summary>
    public void Check(PatchCorePointMaeOptions options) => PointMaeShelf.Check(options.Weights);

    /// <inheritdoc/>
    public string FilesKey(PatchCorePointMaeOptions options) => _shelf.FilesKey(options.Weights);

    /// <summary>Describes the groups, unless the cloud is laid on the model's template first.</summary>
    public GroupSample Prepare(Scan scan, PatchCorePointMaeOptions options, MethodContext context)
    {
        var sample = GroupSample.Of(scan, context);
        return options.Register ? sample : sample.Described(_shelf, options, context);
    }

    /// <summary>Points and indices, and features where clouds are not registered.</summary>
    public long SampleBytes(PatchCorePointMaeOptions options, long points)
        => (16 * points) + (options.Register ? 0 : options.FeatureBytes(points));

    /// <inheritdoc/>
    public IFit<GroupSample, PointMaeBank> Begin(PatchCorePointMaeOptions options) => new Fit(_shelf, options);

    /// <inheritdoc/>
    public Scores Score(PointMaeBank model, Scan scan, GroupSample sample, PatchCorePointMaeOptions options,
        MethodContext context)
    {
        PointCloud placed = Place(sample, options, model.Template, context);
        GroupFeatures groups = sample.Groups ?? GroupFeatures.Of(_shelf, placed, options, context);
        SameWeights.Require(groups.WeightsHash, model.WeightsHash, context);
        float[] centres = Array.ConvertAll(model.Bank.Nearest(Rows(groups, options), 1, context.Threads, context.Scope,
            context.Stop).Distance, distance => distance * distance);
        int[] nearest = OnDevice.Nearest(context.Scope, groups.Centres, placed, 1, context.Threads, context.Stop).Index;
        return sample.Points.Spread(centres.Max(), Array.ConvertAll(nearest, i => centres[i]), scan);
    }

    /// <inheritdoc/>
    public void Save(PointMaeBank model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PointMaeBank Load(ArtifactReader file, PatchCorePointMaeOptions options)
        => PointMaeBank.Load(file, options.Register);

    private static PointCloud Place(GroupSample sample, PatchCorePointMaeOptions options, CloudTemplate? template,
        MethodContext context)
    {
        PointCloud centred = sample.Placed;
        return template is null ? centred
            : template.Place(centred, options.CycleAxes, options.Seed ?? 0, context);
    }

    private static FeatureMatrix Rows(GroupFeatures groups, PatchCorePointMaeOptions options)
    {
        if (!options.JoinRaw)
            return groups.Rows;
        int length = groups.Rows.Columns, repeats = PatchCorePointMaeOptions.RepeatsOf(length);
        var joined = new FeatureMatrix(groups.Rows.Rows, length + (3 * repeats));
        for (int i = 0; i < joined.Rows; i++)
        {
            Span<float> row = joined.Row(i);
            groups.Rows.Row(i).CopyTo(row);
            row.Slice(length, repeats).Fill(groups.Centres.X[i]);
            row.Slice(length + repeats, repeats).Fill(groups.Centres.Y[i]);
            row.Slice(length + (2 * repeats), repeats).Fill(groups.Centres.Z[i]);
        }
        return joined;
    }

    // The first cloud is the template when clouds are registered.
    private sealed class Fit(PointMaeShelf shelf, PatchCorePointMaeOptions options) : IFit<GroupSample, PointMaeBank>
    {
        private readonly FeatureCollector _features = new();
        private CloudTemplate? _template;
        private string? _weightsHash;

        public long HeldBytes => _features.Bytes;

        public void Add(GroupSample sample, Role role, MethodContext context)
        {
            if (role != Role.Train)
                return;
            if (options.Register)
                _template ??= options.TemplateOf(sample.Placed, context.Threads, context.Stop);
            GroupFeatures groups = sample.Groups
                ?? GroupFeatures.Of(shelf, Place(sample, options, _template, context), options, context);
            SameWeights.Require(groups.WeightsHash, _weightsHash ??= groups.WeightsHash);
            _features.Add(Rows(groups, options));
        }

        public PointMaeBank Complete(IReadOnlyList<KeptSample<GroupSample>> samples, FitRun run, CancellationToken stop)
        {
            FeatureMatrix all = _features.Join();
            int[] picks = ApproximateCoreset.Select(all, Math.Min(options.MaxBankRows, all.Rows), options.Seed ?? 0,
                run.Threads, stop);
            return new PointMaeBank(new MemoryBank(all.Select(picks)), _template, _weightsHash!);
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="PatchCorePointMaeMethod"/>; the defaults are those of the Real3D-AD benchmark,
/// without its registration.</summary>
public sealed record PatchCorePointMaeOptions : RegisteredGroupOptions
{
    private const int PublishedLength = 1152, PublishedRepeats = 333;

    /// <summary>Whether every cloud is laid on the first training cloud before it is described; the network sees the
    /// pose. The benchmark does it.</summary>
    [Preparation]
    public bool Register { get; init; }

    /// <summary>Whether the coordinates of the centre stand beside its features, each repeated so that both have about
    /// the same width: 333 times beside 1152 features.</summary>
    public bool JoinRaw { get; init; }

    /// <summary>How often a coordinate stands beside features of a length.</summary>
    internal static int RepeatsOf(int length) => Math.Max(1, length * PublishedRepeats / PublishedLength);
}
