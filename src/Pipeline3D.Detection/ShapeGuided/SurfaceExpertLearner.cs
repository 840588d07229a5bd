using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Shape-Guided's expert on shape: an encoder of patches and a signed distance field that its codes
/// shape.</summary>
/// <remarks>Source: Chu and others 2023, Shape-Guided Dual-Memory Learning for 3D Anomaly Detection; one is learnt of
/// normal scans of all categories. Scans of the split <c>validation</c> judge and change no weight. Learns, and does
/// not score: <c>shape-guided</c> takes the file as its <c>weights</c>.</remarks>
[Method("sdf-expert", Title = "Shape-Guided's expert on shape", Paper = "ICML 2023")]
public sealed class SurfaceExpertLearner : ILearner<SurfaceExpertOptions, PatchedScan, SurfaceWeights>
{
    private readonly SurfaceLanes _lanes = new();

    /// <inheritdoc/>
    public ISampleCodec<PatchedScan> Samples => PatchedScanCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(SurfaceExpertOptions options) => default;

    /// <summary>Cuts the scan into patches.</summary>
    public PatchedScan Prepare(Scan scan, SurfaceExpertOptions options, MethodContext context)
        => PatchedScan.Of(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(SurfaceExpertOptions options, long points) => options.PatchBytes(points);

    /// <inheritdoc/>
    public IFit<PatchedScan, SurfaceWeights> Begin(SurfaceExpertOptions options) => new Fit(options, _lanes);

    /// <inheritdoc/>
    public void Save(SurfaceWeights model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public SurfaceWeights Load(ArtifactReader file, SurfaceExpertOptions options) => SurfaceWeights.Load(file);

    private sealed class Fit(SurfaceExpertOptions options, SurfaceLanes lanes) : IFit<PatchedScan, SurfaceWeights>
    {
        private readonly List<string> _categories = [];

        public bool ReadsAgain => true;

        public void Add(PatchedScan sample, Role role, MethodContext context) => _categories.Add(context.Item.Category);

        public SurfaceWeights Complete(IReadOnlyList<KeptSample<PatchedScan>> samples, FitRun run,
            CancellationToken stop) => SurfaceExpertFit.Run(options, samples, _categories, "sdf-expert-checkpoint", run,
                lanes, stop);

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="SurfaceExpertLearner"/>.</summary>
public sealed record SurfaceExpertOptions : SurfacePatchOptions, ITrains
{
    /// <summary>One expert is learnt of all scans, of half as many patches as are scored.</summary>
    public SurfaceExpertOptions() => (Group, Cover) = (FitGroup.All, 5);
}
