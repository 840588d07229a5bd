using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.AnoGan;

/// <summary>Options of f-AnoGAN on cells.</summary>
public abstract record AnoGanOptions : CellNetworkOptions, ITrains
{
    /// <summary>Rounds in which the encoder is learnt, after those of generator and critic; 0 to 100000.</summary>
    public int EncoderEpochs { get; init; } = 50;

    /// <summary>Steps of the critic before each of the generator; 1 to 100.</summary>
    public int CriticSteps { get; init; } = 5;

    /// <summary>What the penalty on the critic's gradient counts; 0 to 1000.</summary>
    public double PenaltyWeight { get; init; } = 10;

    /// <summary>What the critic's view counts beside the cells where the encoder is learnt (kappa); 0 to
    /// 1000.</summary>
    public double Kappa { get; init; } = 1;

    int ITrains.Epochs => Epochs + EncoderEpochs;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(EncoderEpochs, 0, 100_000, nameof(EncoderEpochs));
        problems.RequireRange(CriticSteps, 1, 100, nameof(CriticSteps));
        problems.Require(PenaltyWeight is >= 0 and <= 1000, nameof(PenaltyWeight), PenaltyWeight,
            "must be from 0 to 1000");
        problems.Require(Kappa is >= 0 and <= 1000, nameof(Kappa), Kappa, "must be from 0 to 1000");
    }
}

/// <summary>Options of <see cref="VoxelGanMethod"/>; sides, turns and code are the paper's as far as it is known, the
/// critic's are f-AnoGAN's, the rest is a reconstruction.</summary>
public sealed record VoxelGanOptions : AnoGanOptions
{
    /// <summary>Voxels 64 along a side, codes of 128 numbers.</summary>
    public VoxelGanOptions() => (Side, Code, LearningRate) = (64, 128, 1e-4);

    /// <inheritdoc/>
    internal override int Axes => 3;
}

/// <summary>Options of <see cref="DepthGanMethod"/>; sides, turns and code are the paper's as far as it is known, the
/// critic's are f-AnoGAN's, the rest is a reconstruction.</summary>
public sealed record DepthGanOptions : AnoGanOptions
{
    /// <summary>Pictures of 256 pixels a side, codes of 512 numbers.</summary>
    public DepthGanOptions() => (Side, Code, LearningRate) = (256, 512, 1e-4);

    /// <inheritdoc/>
    internal override int Axes => 2;
}
