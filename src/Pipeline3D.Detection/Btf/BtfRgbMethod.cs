using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.Btf;

/// <summary>BTF whole: what an ImageNet network sees in the colour picture beside the FPFH of the points, in one
/// bank.</summary>
/// <remarks>Source: Horwitz and Hoshen 2023 (MVTec 3D-AD: I-AUROC 0.873, P-AUROC 0.993, AU-PRO 0.964). A row holds the
/// network's values first and is not rescaled. README.md beside this file says how this one differs.</remarks>
[Method("btf-rgb", Title = "BTF on colour and FPFH", Paper = "arXiv:2203.05550", UsesDevice = true)]
public sealed class BtfRgbMethod : IMethod<BtfRgbOptions, ColourPatchSample, PictureBank>
{
    private const string WithoutRemark = "a scan without colour is scored by its features of points alone; its scores "
        + "are of another size than those of scans with colour";
    private readonly ResNetShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public BtfRgbMethod(ResNetShelf? shelf = null) => _shelf = shelf ?? new ResNetShelf();

    /// <inheritdoc/>
    public ISampleCodec<ColourPatchSample> Samples => ColourPatchSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(BtfRgbOptions options) => new()
    {
        Grid = true, Unit = LengthUnit.Metre, Colour = options.WithoutColour == WithoutColour.Refuse,
    };

    /// <summary>Looks for the weights.</summary>
    public void Check(BtfRgbOptions options) => ResNetShelf.Check(options.Weights);

    /// <inheritdoc/>
    public string FilesKey(BtfRgbOptions options) => _shelf.FilesKey(options.Weights);

    /// <summary>Describes the patches of the points and of the picture.</summary>
    public ColourPatchSample Prepare(Scan scan, BtfRgbOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Grid!;
        FeatureMatrix points = scan.Lattice is { } lattice
            ? SparseBtf.Extract(grid, lattice, options, context.Threads, context.Scope, context.Stop)
            : BtfExtractor.Extract(grid, options, context.Threads, context.Scope, context.Stop);
        GridPadding padding = BtfExtractor.PaddingOf(grid, options);
        if (scan.Rgb is null)
            return new ColourPatchSample(points, null, padding, "");
        ResNetModel network = _shelf.Open(options.Weights, options.Layers[^1]);
        if (options.Layers[^1] > network.Shape.Stages)
            throw new ArgumentException($"layers asks for stage {options.Layers[^1]}, {network.FilePath} has "
                + $"{network.Shape.Stages}");
        byte[] picture = PaddedPicture.Of(scan, padding, options.PictureSize, context);
        try
        {
            return new ColourPatchSample(points, _shelf.Lane.Run(_ => ResNetPatches.Of(network, picture,
                options.PictureSize, options.Layers.AsSpan(), options.PatchGrid, context.Stop), context.Stop), padding,
                network.Sha256);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>The patches' features, however large the scan is, by the widest network.</summary>
    public long SampleBytes(BtfRgbOptions options, long points) => (long)sizeof(float) * options.PatchGrid
        * options.PatchGrid * (options.FeatureLength + options.Layers.Sum(ResNetShape.WideResNet50.Channels));

    /// <inheritdoc/>
    public IFit<ColourPatchSample, PictureBank> Begin(BtfRgbOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(PictureBank model, Scan scan, ColourPatchSample sample, BtfRgbOptions options,
        MethodContext context)
    {
        bool isWithout = sample.Colour is null && model.PictureColumns > 0;
        if (isWithout)
            context.Remark(WithoutRemark);
        else if (sample.Colour is not null && model.PictureColumns > 0)
            SameWeights.Require(sample.WeightsHash, model.WeightsHash, context);
        (ScoreMap map, float score) = PatchScores.Of(isWithout ? model.PointsAlone : model.Bank,
            sample.Rows(model.PictureColumns > 0), options, context);
        return new Scores(score, map.ToScan(sample.Padding).Scores);
    }

    /// <inheritdoc/>
    public void Save(PictureBank model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public PictureBank Load(ArtifactReader file, BtfRgbOptions options) => PictureBank.Load(file);

    // Keeps the features of all scans until the end: 5 MB a scan by the widest network.
    private sealed class Fit(BtfRgbOptions options) : IFit<ColourPatchSample, PictureBank>
    {
        private readonly List<ColourPatchSample> _samples = [];
        private string? _weightsHash;
        private bool _isWithout;

        public long HeldBytes => _samples.Sum(ColourPatchSampleCodec.Instance.SizeOf);

        public void Add(ColourPatchSample sample, Role role, MethodContext context)
        {
            PatchScores.RequireGrid(sample.Points, options);
            if (role != Role.Train)
                return;
            if (sample.Colour is null)
                _isWithout = true;
            else
                SameWeights.Require(sample.WeightsHash, _weightsHash ??= sample.WeightsHash);
            _samples.Add(sample);
        }

        public PictureBank Complete(IReadOnlyList<KeptSample<ColourPatchSample>> samples, FitRun run,
            CancellationToken stop)
        {
            // One scan without colour leaves nothing to compare colours with in its rows.
            var features = new FeatureCollector();
            foreach (ColourPatchSample sample in _samples)
                features.Add(sample.Rows(withColour: !_isWithout));
            FeatureMatrix all = features.Join();
            int columns = _isWithout ? 0 : _samples[0].Colour!.Columns;
            run.Fact("picture_columns", $"{columns}");
            int[] picks = BankCoreset.Pick(all, Coreset.CountFor(all.Rows, options.CoresetFraction,
                options.MaxBankRows), options.CoresetProjection, options.Seed ?? 0, run, stop);
            return new PictureBank(new MemoryBank(all.Select(picks)), columns, _isWithout ? "" : _weightsHash!);
        }

        public void Dispose()
        {
        }
    }
}
