using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>Options of <see cref="ThreeDsrMethod"/>; the defaults are the published ones.</summary>
public sealed record ThreeDsrOptions : DepthPictureOptions, ITrains
{
    /// <summary>File of the discrete autoencoder that <c>fit.dsr-autoencoder</c> wrote; <c>random:</c> before it draws
    /// a control of its sizes.</summary>
    public string Weights { get; init; } = "";

    /// <summary>Channels of the condensed codes in the object's decoder; 1 to 4096.</summary>
    public int Bottleneck { get; init; } = 64;

    /// <summary>Channels of the first level of the U-Net; 1 to 1024.</summary>
    public int SegmentationWidth { get; init; } = 32;

    /// <summary>Rounds; the learning rate falls to a tenth after 80 % of them; 1 to 100000.</summary>
    public int Epochs { get; init; } = 120;

    /// <summary>Pictures that are drawn for a round, from the scans and with fake anomalies; 1 to 10 million.</summary>
    public int EpochPictures { get; init; } = 4000;

    /// <summary>Pictures of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Pictures are turned by at most so many degrees before every use; 0 to 180.</summary>
    public double Turn { get; init; } = 15;

    /// <summary>Whether the object's mask is turned with the picture; false: anomalies are drawn where the object was
    /// before, as in the public code.</summary>
    public bool RotateMask { get; init; } = true;

    /// <summary>The noise of fake anomalies has 2 to this power cells along a side at least; 0 to 10.</summary>
    public int LeastScale { get; init; }

    /// <summary>The noise of fake anomalies has 2 to this power cells along a side at most; 0 to 10.</summary>
    public int LargestScale { get; init; } = 5;

    /// <summary>Least threshold above which noise is an anomaly; 0 to 1.</summary>
    public double LeastThreshold { get; init; } = 0.4;

    /// <summary>Largest threshold above which noise is an anomaly; 0 to 1.</summary>
    public double LargestThreshold { get; init; } = 0.8;

    /// <summary>Share of pictures that stay normal; 0 to below 1.</summary>
    public double NormalShare { get; init; } = 0.5;

    /// <summary>Least share of the codebook that a code is replaced from; above 0 and at most 1.</summary>
    public double LeastStrength { get; init; } = 0.1;

    /// <summary>Largest share of the codebook that a code is replaced from; above 0 and at most 1.</summary>
    public double LargestStrength { get; init; } = 1;

    /// <summary>Share of steps whose anomalies are blocks of the map that change places; 0 to 1.</summary>
    public double ShuffleShare { get; init; } = 0.5;

    /// <summary>Side of the squares that the map is averaged over, pixels of the depth picture; odd, 1 to
    /// 101.</summary>
    public int Smooth { get; init; } = 21;

    /// <summary>Rounds between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Bottleneck, 1, 4096, nameof(Bottleneck));
        problems.RequireRange(SegmentationWidth, 1, 1024, nameof(SegmentationWidth));
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(EpochPictures, 1, 10_000_000, nameof(EpochPictures));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.RequireRange(Turn, 0, 180, nameof(Turn));
        problems.RequireRange(LeastScale, 0, 10, nameof(LeastScale));
        problems.RequireRange(LargestScale, 0, 10, nameof(LargestScale));
        problems.Require(LeastScale <= LargestScale, nameof(LeastScale), LeastScale,
            $"must be at most largest_scale ({LargestScale})");
        problems.RequireRange(LeastThreshold, 0, 1, nameof(LeastThreshold));
        problems.RequireRange(LargestThreshold, 0, 1, nameof(LargestThreshold));
        problems.Require(LeastThreshold <= LargestThreshold, nameof(LeastThreshold), LeastThreshold,
            $"must be at most largest_threshold ({LargestThreshold})");
        problems.Require(NormalShare is >= 0 and < 1, nameof(NormalShare), NormalShare,
            "must be at least 0 and below 1");
        problems.Require(LeastStrength is > 0 and <= 1, nameof(LeastStrength), LeastStrength,
            "must be above 0 and at most 1");
        problems.Require(LargestStrength <= 1 && LeastStrength <= LargestStrength, nameof(LargestStrength),
            LargestStrength, $"must be at least least_strength ({LeastStrength}) and at most 1");
        problems.RequireRange(ShuffleShare, 0, 1, nameof(ShuffleShare));
        problems.RequireRange(Smooth, 1, 101, nameof(Smooth));
        problems.Require(Smooth % 2 == 1, nameof(Smooth), Smooth, "must be odd");
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>The learning rate of a round.</summary>
    /// <param name="epoch">From 1.</param>
    internal double RateOf(int epoch) => LearningRate * (epoch > 0.8 * Epochs ? 0.1 : 1);

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    /// <param name="weightsHash">SHA-256 of the autoencoder's file.</param>
    /// <param name="scans">Training scans.</param>
    /// <param name="trainingHash">Their fingerprint.</param>
    internal Dictionary<string, string> Identity(string weightsHash, int scans, string trainingHash)
        => new(StringComparer.Ordinal)
        {
            ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
            ["autoencoder"] = weightsHash,
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}
