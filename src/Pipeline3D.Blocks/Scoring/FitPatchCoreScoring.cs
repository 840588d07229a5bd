using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Learns a memory bank per category from the features of normal scans: a greedy k-centre coreset (PatchCore,
/// BTF).</summary>
/// <remarks>Keeps the features of all scans of a category until the end: 4 bytes a value, 104 kB for 784 patches of 33
/// values.</remarks>
[Block("scoring.fit-patchcore", UsesDevice = true,
    Summary = "Learn a PatchCore memory bank per category from normal scans.")]
public sealed class FitPatchCoreScoring(FitPatchCoreOptions options)
    : ReduceBlock3D<ScanFeatures, ModelSet>(options), IKeepsProduct<ModelSet>
{
    private readonly CategoryFits<Fit> _fits = new();

    /// <inheritdoc/>
    public override ValueTask AddAsync(ScanFeatures input, BlockContext context)
    {
        Clouds.RequireNormal(input.Scan, context);
        Fit fit = _fits.For(context, () => new Fit(input.Method, new PatchCoreTrainer(new PatchCoreOptions
        {
            PatchRows = input.PatchGrid,
            PatchColumns = input.PatchGrid,
            MapSize = input.GridSize,
            BlurSigma = options.BlurSigma,
            CoresetFraction = options.CoresetFraction,
            CoresetMost = options.CoresetMost,
        })));
        if (fit.Method != input.Method)
            throw context.Reject(RejectReason.SizeMismatch,
                $"its features were made as '{input.Method}', those before as '{fit.Method}'");
        fit.Trainer.Add(input.Patches);
        _fits.Took(context, input.Patches.Values);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
        // Nothing else runs while the banks are made, so the search may use all cores.
        => new(_fits.Complete(run, (fit, hash) => new PatchModel(fit.Method, RunDevice.Compute(run, "a coreset",
            scope => fit.Trainer.Complete(hash, threads: 0, scope, stop)))));

    /// <inheritdoc/>
    public void SaveProduct(ModelSet product, Stream stream) => ModelSetFile.Save(product, stream);

    /// <inheritdoc/>
    public ModelSet LoadProduct(Stream stream) => ModelSetFile.Load(stream);

    private sealed record Fit(string Method, PatchCoreTrainer Trainer);
}
