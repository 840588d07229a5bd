using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Learns a PatchCore memory bank per category from whole normal clouds (PatchCore+FPFH of the Real3D-AD
/// benchmark).</summary>
/// <remarks>Takes clouds one at a time with all cores, as there are few training clouds and they are large.</remarks>
[Block("scoring.fit-patchcore-cloud", UsesDevice = true,
    Summary = "Learn a PatchCore memory bank per category from whole clouds.")]
public sealed class FitPatchCoreCloudScoring(FitPatchCoreCloudOptions options)
    : ReduceBlock3D<Scan, ModelSet>(options), IKeepsProduct<ModelSet>
{
    private readonly CategoryFits<PatchCoreCloudTrainer> _fits = new();

    /// <inheritdoc/>
    public override ValueTask AddAsync(Scan input, BlockContext context)
    {
        Clouds.RequireNormal(input, context);
        PatchCoreCloudTrainer trainer = _fits.For(context,
            () => new PatchCoreCloudTrainer(options.ToMethod(context.Run.Seed)));
        RunDevice.Run(context, scope =>
            trainer.Add(Clouds.Valid(input, context, scope).Points, threads: 0, scope, context.Stop));
        _fits.Took(context, input.Cloud.XMemory, input.Cloud.YMemory, input.Cloud.ZMemory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
        => new(_fits.Complete(run, (trainer, hash) => new PatchCoreCloud(trainer.Complete(hash, threads: 0, stop))));

    /// <inheritdoc/>
    public void SaveProduct(ModelSet product, Stream stream) => ModelSetFile.Save(product, stream);

    /// <inheritdoc/>
    public ModelSet LoadProduct(Stream stream) => ModelSetFile.Load(stream);
}

/// <summary>Options of <see cref="FitPatchCoreCloudScoring"/>; the defaults are those of the Real3D-AD
/// benchmark.</summary>
public sealed record FitPatchCoreCloudOptions : IBlockOptions
{
    /// <summary>What a point is described with.</summary>
    public CloudFeatures Features { get; init; } = CloudFeatures.Fpfh;

    /// <summary>Sets the radii: normals 2, histograms 5 voxels; in the unit of the clouds; above 0.</summary>
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>Rows that a bank keeps; 1 or more.</summary>
    public int BankSize { get; init; } = 10_000;

    /// <summary>Whether every cloud is laid on the first training cloud first; matters for raw coordinates.</summary>
    public bool Register { get; init; }

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(VoxelSize > 0, nameof(VoxelSize), VoxelSize, "must be greater than 0");
        problems.RequireRange(BankSize, 1, int.MaxValue, nameof(BankSize));
    }

    internal PatchCoreCloudOptions ToMethod(int seed)
        => new() { Features = Features, VoxelSize = VoxelSize, BankSize = BankSize, Register = Register, Seed = seed };
}
