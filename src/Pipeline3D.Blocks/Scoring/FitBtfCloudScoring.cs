using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Learns a BTF memory bank per category from whole normal clouds (BTF of the Real3D-AD benchmark).</summary>
/// <remarks>Takes clouds one at a time with all cores, as there are few training clouds and they are large.</remarks>
[Block("scoring.fit-btf-cloud", UsesDevice = true,
    Summary = "Learn a BTF memory bank per category from whole clouds.")]
public sealed class FitBtfCloudScoring(FitBtfCloudOptions options)
    : ReduceBlock3D<Scan, ModelSet>(options), IKeepsProduct<ModelSet>
{
    private readonly CategoryFits<BtfCloudTrainer> _fits = new();

    /// <inheritdoc/>
    public override ValueTask AddAsync(Scan input, BlockContext context)
    {
        Clouds.RequireNormal(input, context);
        BtfCloudTrainer trainer = _fits.For(context, () => new BtfCloudTrainer(options.ToMethod()));
        RunDevice.Run(context, scope =>
            trainer.Add(Clouds.Valid(input, context, scope).Points, threads: 0, scope, context.Stop));
        _fits.Took(context, input.Cloud.XMemory, input.Cloud.YMemory, input.Cloud.ZMemory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
        => new(_fits.Complete(run, (trainer, hash) => new BtfCloud(trainer.Complete(hash))));

    /// <inheritdoc/>
    public void SaveProduct(ModelSet product, Stream stream) => ModelSetFile.Save(product, stream);

    /// <inheritdoc/>
    public ModelSet LoadProduct(Stream stream) => ModelSetFile.Load(stream);
}

/// <summary>Options of <see cref="FitBtfCloudScoring"/>; the defaults are those of the Real3D-AD benchmark.</summary>
public sealed record FitBtfCloudOptions : IBlockOptions
{
    /// <summary>What a point is described with.</summary>
    public CloudFeatures Features { get; init; } = CloudFeatures.Fpfh;

    /// <summary>Sets the radii: normals 2, histograms 5 voxels; in the unit of the clouds; above 0.</summary>
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>Every so many points of a training cloud one goes to the bank; 1 or more.</summary>
    public int BankStep { get; init; } = 100;

    /// <summary>Every so many points of a test cloud one is scored, the others take the score of the nearest; 1 or
    /// more.</summary>
    public int QueryStep { get; init; } = 500;

    /// <summary>On small clouds the steps shrink until at least so many points are taken; 1 or more.</summary>
    public int MinSamples { get; init; } = 1000;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(VoxelSize > 0, nameof(VoxelSize), VoxelSize, "must be greater than 0");
        problems.RequireRange(BankStep, 1, int.MaxValue, nameof(BankStep));
        problems.RequireRange(QueryStep, 1, int.MaxValue, nameof(QueryStep));
        problems.RequireRange(MinSamples, 1, int.MaxValue, nameof(MinSamples));
    }

    internal BtfCloudOptions ToMethod() => new()
    {
        Features = Features, VoxelSize = VoxelSize, BankStep = BankStep, QueryStep = QueryStep, MinSamples = MinSamples,
    };
}
