using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="Pretrain3dStScoring"/>; the defaults are the paper's.</summary>
public sealed record Pretrain3dStOptions : IBlockOptions
{
    /// <summary>Channels of the blocks and length d of a descriptor; a multiple of 4 from 4 to 1024.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks; 1 to 16.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>What the network sees of a neighbour: its offset, or its absolute place (the paper's
    /// ablation).</summary>
    public NeighbourEncoding Encoding { get; init; } = NeighbourEncoding.Relative;

    /// <summary>Passes over the scenes; 1 to 100000.</summary>
    public int Epochs { get; init; } = 250;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>L2 weight decay; 0 to 1.</summary>
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Points that the decoder makes of a descriptor; 1 to 65536.</summary>
    public int DecoderPoints { get; init; } = 1024;

    /// <summary>Random points per scene whose descriptors are decoded; 1 to 4096.</summary>
    public int LossPoints { get; init; } = 16;

    /// <summary>Whether the Chamfer distance averages squared or plain distances.</summary>
    public ChamferForm Chamfer { get; init; } = ChamferForm.Squared;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>Checkpoints folder of an earlier run to go on from; empty to begin anew.</summary>
    public string Resume { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        ThreeDStRules.RequireShape(Width, Blocks, problems);
        ThreeDStRules.RequireTraining(Epochs, LearningRate, WeightDecay, CheckpointEvery, problems);
        problems.RequireRange(DecoderPoints, 1, 65_536, nameof(DecoderPoints));
        problems.RequireRange(LossPoints, 1, 4096, nameof(LossPoints));
    }

    internal PretrainingOptions ToMethod(int seed) => new()
    {
        Shape = NetworkShape.Standard(Width, Blocks) with { Encoding = Encoding },
        Epochs = Epochs,
        LearningRate = LearningRate,
        WeightDecay = WeightDecay,
        DecoderPoints = DecoderPoints,
        LossPoints = LossPoints,
        Chamfer = Chamfer,
        Seed = seed,
    };
}
