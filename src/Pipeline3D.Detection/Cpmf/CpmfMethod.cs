using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.Cpmf;

/// <summary>CPMF: what an ImageNet network sees of a point in 27 painted views of the scan, beside its FPFH, in one
/// bank of patches.</summary>
/// <remarks>Source: Cao et al. 2023, Complementary Pseudo Multimodal Feature for Point Cloud Anomaly Detection (MVTec
/// 3D-AD: I-AUROC 0.952, AU-PRO 0.929). No colour of the scan is looked at. A cloud without a grid is described point
/// by point. README.md beside this file says how this one differs.</remarks>
[Method("cpmf", Title = "CPMF", Paper = "arXiv:2303.13194", UsesDevice = true)]
public sealed class CpmfMethod : IMethod<CpmfOptions, CpmfSample, PictureBank>
{
    private readonly ResNetShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public CpmfMethod(ResNetShelf? shelf = null) => _shelf = shelf ?? new ResNetShelf();

    /// <inheritdoc/>
    public ISampleCodec<CpmfSample> Samples => CpmfSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(CpmfOptions options) => new() { Readings = 3 };

    /// <summary>Looks for the weights.</summary>
    public void Check(CpmfOptions options)
    {
        if (options.HasPictures)
            ResNetShelf.Check(options.Weights);
    }

    /// <inheritdoc/>
    public string FilesKey(CpmfOptions options) => options.HasPictures ? _shelf.FilesKey(options.Weights) : "";

    /// <summary>Describes patches of a grid, or points of a cloud about its mean.</summary>
    public CpmfSample Prepare(Scan scan, CpmfOptions options, MethodContext context)
    {
        if (scan.Grid is not null)
        {
            // The radii are lengths; a cloud's are voxels of its own unit.
            ScanRules.Require(scan, new ScanNeeds { Unit = Core.LengthUnit.Metre }, context);
            (CpmfRows rows, GridPadding padding) = CpmfRows.OfGrid(scan, _shelf, options, context);
            return new CpmfSample(new PatchSample(rows.Rows, padding), null, rows.PictureColumns, rows.WeightsHash);
        }
        CloudSample cloud = CloudSample.Of(scan, context);
        CpmfRows described = CpmfRows.OfCloud(cloud, Chosen(cloud.Points.Count, options.CloudPoints), _shelf, options,
            context);
        return new CpmfSample(null, cloud with { Features = described.Rows }, described.PictureColumns,
            described.WeightsHash);
    }

    /// <summary>Features of patches, or of points and the points themselves, by ResNet-18.</summary>
    public long SampleBytes(CpmfOptions options, long points)
    {
        long columns = 33 + (options.HasPictures ? Enumerable.Range(1, options.Stages)
            .Sum(ResNetShape.ResNet18.Channels) : 0);
        return Math.Max(sizeof(float) * columns * options.PatchGrid * options.PatchGrid,
            (16 * points) + (sizeof(float) * columns * Math.Min(points, options.CloudPoints)));
    }

    /// <inheritdoc/>
    public IFit<CpmfSample, PictureBank> Begin(CpmfOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(PictureBank model, Scan scan, CpmfSample sample, CpmfOptions options, MethodContext context)
    {
        SameWeights.Require(sample.WeightsHash, model.WeightsHash, context);
        if (sample.Grid is { } grid)
        {
            (ScoreMap map, float score) = PatchScores.Of(model.Bank, grid.Patches, options, context);
            return new Scores(score, map.ToScan(grid.Padding).Scores);
        }
        CloudSample cloud = sample.Cloud!;
        BankScores scores = model.Bank.Score(cloud.Features!, context.Threads, context.Scope, context.Stop);
        PointCloud chosen = OnDevice.Select(context.Scope, cloud.Points,
            Chosen(cloud.Points.Count, options.CloudPoints), context.Stop);
        int[] nearest = OnDevice.Nearest(context.Scope, chosen, cloud.Points, 1, context.Threads, context.Stop).Index;
        return cloud.Spread(scores.SampleScore, Array.ConvertAll(nearest, i => scores.Distances[i]), scan);
    }

    /// <inheritdoc/>
    public void Save(PictureBank model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PictureBank Load(ArtifactReader file, CpmfOptions options) => PictureBank.Load(file);

    // So many of n, evenly in their order.
    private static int[] Chosen(int count, int most)
    {
        int kept = Math.Min(count, most);
        var chosen = new int[kept];
        for (int i = 0; i < kept; i++)
            chosen[i] = (int)((long)i * count / kept);
        return chosen;
    }

    // Keeps the features of all scans until the end: 1.5 MB for 784 patches of 481 values.
    private sealed class Fit(CpmfOptions options) : IFit<CpmfSample, PictureBank>
    {
        private readonly FeatureCollector _features = new();
        private string? _weightsHash;
        private int _pictureColumns;
        private bool _isCloud;

        public long HeldBytes => _features.Bytes;

        public void Add(CpmfSample sample, Role role, MethodContext context)
        {
            if (role != Role.Train)
                return;
            SameWeights.Require(sample.WeightsHash, _weightsHash ??= sample.WeightsHash);
            (_pictureColumns, _isCloud) = (sample.PictureColumns, _isCloud || sample.Cloud is not null);
            if (sample.Grid is { } grid)
                PatchScores.RequireGrid(grid.Patches, options);
            // Of a cloud's points the bank keeps a share that is drawn: a search among all would take hours.
            _features.Add(sample.Cloud is null ? sample.Rows : sample.Rows.Select(Drawn(sample.Rows.Rows,
                Coreset.CountFor(sample.Rows.Rows, options.CoresetFraction, options.MaxBankRows),
                _features.Samples)));
        }

        public PictureBank Complete(IReadOnlyList<KeptSample<CpmfSample>> samples, FitRun run, CancellationToken stop)
        {
            FeatureMatrix all = _features.Join();
            int count = _isCloud ? Math.Min(all.Rows, options.MaxBankRows)
                : Coreset.CountFor(all.Rows, options.CoresetFraction, options.MaxBankRows);
            run.Fact("rows_seen", $"{all.Rows}");
            int[] picks = _isCloud ? Chosen(all.Rows, count)
                : BankCoreset.Pick(all, count, options.CoresetProjection, options.Seed ?? 0, run, stop);
            return new PictureBank(new MemoryBank(all.Select(picks)), _pictureColumns, _weightsHash!);
        }

        public void Dispose()
        {
        }

        // So many of n, ascending; each cloud has a stream of its own.
        private int[] Drawn(int count, int wanted, int cloud)
        {
            var random = new SplitMix64(options.Seed ?? 0, cloud);
            int[] all = [.. Enumerable.Range(0, count)];
            random.Draw(all.AsSpan(), wanted);
            int[] drawn = all[..wanted];
            Array.Sort(drawn);
            return drawn;
        }
    }
}
