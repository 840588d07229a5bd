using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Btf;

/// <summary>PatchCore on hand-crafted patches of organized scans: memory bank, re-weighted score of the scan,
/// interpolated score map.</summary>
/// <remarks>Pads the scan to a square and resizes it; the score map leads back to the scan's own pixels. Source: Roth
/// et al. 2022 as used by BTF (Horwitz and Hoshen 2023). Differs: float32 instead of float16 features, and the map is
/// blurred in float32 instead of through an 8-bit image, which would leave 256 distinct scores.</remarks>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class BtfMethod<TOptions> : IMethod<TOptions, PatchSample, MemoryBank>
    where TOptions : BtfOptions, new()
{
    private const string BankName = "bank";

    /// <inheritdoc/>
    public ISampleCodec<PatchSample> Samples => PatchSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(TOptions options) => new() { Grid = true, Unit = LengthUnit.Metre };

    /// <summary>Describes the patches. Those of a scan that was thinned to meet its deadline are computed on its
    /// lattice where that is coarser than <c>grid_size</c>, with neighbourhoods of the same extent.</summary>
    public PatchSample Prepare(Scan scan, TOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Grid!;
        FeatureMatrix patches = scan.Lattice is { } lattice
            ? SparseBtf.Extract(grid, lattice, options, context.Threads, context.Scope, context.Stop)
            : BtfExtractor.Extract(grid, options, context.Threads, context.Scope, context.Stop);
        return new PatchSample(patches, BtfExtractor.PaddingOf(grid, options));
    }

    /// <summary>The patches' features, however large the scan is.</summary>
    public long SampleBytes(TOptions options, long points)
        => (long)sizeof(float) * options.PatchGrid * options.PatchGrid * options.FeatureLength;

    /// <inheritdoc/>
    public IFit<PatchSample, MemoryBank> Begin(TOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(MemoryBank model, Scan scan, PatchSample sample, TOptions options, MethodContext context)
    {
        (ScoreMap map, float score) = PatchScores.Of(model, sample.Patches, options, context);
        return new Scores(score, map.ToScan(sample.Padding).Scores);
    }

    /// <inheritdoc/>
    public void Save(MemoryBank model, ArtifactWriter file) => file.Add(BankName, model.Rows);

    /// <inheritdoc/>
    public MemoryBank Load(ArtifactReader file, TOptions options)
        => new(file.Rows(BankName, options.FeatureLength));

    // Keeps the features of all scans until the end: 4 bytes a value, 104 kB for 784 patches of 33 values.
    private sealed class Fit(TOptions options) : IFit<PatchSample, MemoryBank>
    {
        private readonly FeatureCollector _features = new();

        public long HeldBytes => _features.Bytes;

        public void Add(PatchSample sample, Role role, MethodContext context)
        {
            PatchScores.RequireGrid(sample.Patches, options);
            if (role == Role.Train)
                _features.Add(sample.Patches);
        }

        public MemoryBank Complete(IReadOnlyList<KeptSample<PatchSample>> samples, FitRun run, CancellationToken stop)
        {
            FeatureMatrix all = _features.Join();
            int count = Coreset.CountFor(all.Rows, options.CoresetFraction, options.MaxBankRows);
            int[] picks = run.Compute("a coreset", scope => OnDevice.Coreset(scope, all, count, 0, run.Threads, stop));
            return new MemoryBank(all.Select(picks));
        }

        public void Dispose()
        {
        }
    }
}
