using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Learns a memory bank per category from the features of normal scans: a greedy k-centre coreset (PatchCore, BTF).</summary>
/// <remarks>Keeps the features of all scans of a category until the end: 4 bytes a value, 104 kB for 784 patches of 33 values.</remarks>
[Block("scoring.fit-patchcore", Summary = "Learn a PatchCore memory bank per category from normal scans.")]
public sealed class FitPatchCoreScoring(FitPatchCoreOptions options) : ReduceBlock3D<ScanFeatures, ModelSet>(options)
{
    private readonly SortedDictionary<string, Fit> _fits = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask AddAsync(ScanFeatures input, BlockContext context)
    {
        if (input.Layout is not PatchLayout layout)
            throw context.Reject(RejectReason.SizeMismatch, "these features describe points, not patches; use scoring.fit-cloud");
        if (!_fits.TryGetValue(context.Item.Category, out Fit? fit))
            _fits[context.Item.Category] = fit = new Fit(input.Method, new PatchCoreTrainer(new PatchCoreOptions
            {
                PatchRows = layout.PatchGrid,
                PatchColumns = layout.PatchGrid,
                MapSize = layout.GridSize,
                BlurSigma = options.BlurSigma,
                CoresetFraction = options.CoresetFraction,
                CoresetMost = options.CoresetMost,
            }));
        if (fit.Method != input.Method)
            throw context.Reject(RejectReason.SizeMismatch, $"its features were made as '{input.Method}', those before as '{fit.Method}'");
        fit.Trainer.Add(input.Rows);
        fit.Hash.AppendData(System.Text.Encoding.UTF8.GetBytes(context.Item.Path));
        fit.Hash.AppendData(MemoryMarshal.AsBytes(input.Rows.Values.AsSpan()));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
    {
        if (_fits.Count == 0)
            throw new InvalidOperationException("no normal scan arrived, so there is nothing to learn from; look at the dead letters of the training scans");
        var models = ImmutableSortedDictionary.CreateBuilder<string, CategoryModel>(StringComparer.Ordinal);
        foreach ((string category, Fit fit) in _fits)
        {
            string hash = Convert.ToHexStringLower(fit.Hash.GetHashAndReset());
            fit.Hash.Dispose();
            // Nothing else runs while the banks are made, so the search may use all cores.
            PatchCoreModel model = fit.Trainer.Complete(hash, threads: 0, stop);
            models[category] = new CategoryModel(fit.Method, model);
            run.AddFact($"model.{category}.training_hash", hash);
            run.AddFact($"model.{category}.training_scans", fit.Trainer.Samples.ToString(CultureInfo.InvariantCulture));
            run.AddFact($"model.{category}.bank_rows", model.Bank.Rows.Rows.ToString(CultureInfo.InvariantCulture));
        }
        return new(new ModelSet(models.ToImmutable()));
    }

    private sealed record Fit(string Method, PatchCoreTrainer Trainer)
    {
        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }
}
