using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.Dsr;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>Options of <see cref="AutoencoderLearner"/>; the defaults are the published ones.</summary>
public sealed record AutoencoderOptions : DepthPictureOptions, ITrains
{
    /// <summary>One network is learnt for all objects, on pictures of 256 pixels.</summary>
    public AutoencoderOptions() => (Group, Side) = (FitGroup.All, 256);

    /// <summary>Channels of the hidden layers; even, 2 to 4096.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Channels inside residual units; 1 to 4096.</summary>
    public int Residual { get; init; } = 128;

    /// <summary>Numbers of a code; even, 2 to 4096.</summary>
    public int Embedding { get; init; } = 256;

    /// <summary>Codes of each of the two codebooks; 2 to 65536.</summary>
    public int Codes { get; init; } = 2048;

    /// <summary>Rounds; the learning rate falls to a tenth after 80 % and again after 90 % of them; 1 to
    /// 100000.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Pictures of noise of a round; 1 to 10 million.</summary>
    public int EpochPictures { get; init; } = 64_000;

    /// <summary>Pictures of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>The noise has 2 to this power cells along a side at least; 0 to 10.</summary>
    public int LeastScale { get; init; }

    /// <summary>The noise has 2 to this power cells along a side at most; 0 to 10.</summary>
    public int LargestScale { get; init; } = 5;

    /// <summary>Rounds between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Hidden, 2, 4096, nameof(Hidden));
        problems.Require(Hidden % 2 == 0, nameof(Hidden), Hidden, "must be even");
        problems.RequireRange(Residual, 1, 4096, nameof(Residual));
        problems.RequireRange(Embedding, 2, 4096, nameof(Embedding));
        problems.Require(Embedding % 2 == 0, nameof(Embedding), Embedding, "must be even");
        problems.RequireRange(Codes, 2, 65_536, nameof(Codes));
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(EpochPictures, 1, 10_000_000, nameof(EpochPictures));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.RequireRange(LeastScale, 0, 10, nameof(LeastScale));
        problems.RequireRange(LargestScale, 0, 10, nameof(LargestScale));
        problems.Require(LeastScale <= LargestScale, nameof(LeastScale), LeastScale,
            $"must be at most largest_scale ({LargestScale})");
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>The network.</summary>
    internal DsrShape Shape => new() { Hidden = Hidden, Residual = Residual, Embedding = Embedding, Codes = Codes };

    /// <summary>The learning rate of a round.</summary>
    /// <param name="epoch">From 1.</param>
    internal double RateOf(int epoch) => LearningRate * (epoch > 0.9 * Epochs ? 0.01 : epoch > 0.8 * Epochs ? 0.1 : 1);

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
    {
        ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
        ["scans"] = OptionReader.Text(scans),
        ["training_hash"] = trainingHash,
    };
}
