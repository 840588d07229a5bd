using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.RegAd;

/// <summary>Options of RegAD; the defaults are those of its code.</summary>
public sealed record RegAdOptions : MethodOptions, ITrains
{
    /// <summary>What of a scan is looked at.</summary>
    [Preparation]
    public PictureKind Picture { get; init; } = PictureKind.Depth;

    /// <summary>Side of the pictures, pixels; 64 to 1024, a multiple of 16.</summary>
    [Preparation]
    public int PictureSize { get; init; } = 224;

    /// <summary>Weights of the residual network that the training begins with: a file of torchvision's ResNet-18 or
    /// another, the name of a published network, or <c>random:</c> and one of these.</summary>
    public string Weights { get; init; } = "resnet18";

    /// <summary>Whether pictures are scaled as the weights' own training did; otherwise values are 0 to 1, as in
    /// RegAD's code. Weights that hold a mean picture always get their own.</summary>
    public bool Normalise { get; init; }

    /// <summary>A model file of this method: its network is used as it is, and only normal scans of the categories here
    /// are learnt. That is the paper's protocol, when it was learnt on other categories. Empty: the network is learnt
    /// on the scans of the fit.</summary>
    public string Registration { get; init; } = "";

    /// <summary>Normal scans of each category that test scans are held against, the first ones; 0 for all.</summary>
    public int Shots { get; init; } = 2;

    /// <summary>Other scans of its category that a scan is registered to in a step; 1 to 64.</summary>
    public int Supports { get; init; } = 2;

    /// <summary>Passes over the training scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Scans of one step, all of one category; 2 to 1024.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Learning rate at the begin, falling by half a cosine; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Momentum of the steps; 0 to 0.999.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Added to the diagonal of the covariances; in (0, 1000].</summary>
    public double Regularization { get; init; } = 0.01;

    /// <summary>Standard deviation of the score map's smoothing, in pixels of the picture; 0 (none) to 1000.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.Require(PictureSize is >= 64 and <= 1024 && PictureSize % 16 == 0, nameof(PictureSize), PictureSize,
            "must be from 64 to 1024 and a multiple of 16");
        problems.Require(Weights.Length > 0, nameof(Weights), Weights, "must name weights, such as resnet18, or "
            + $"{ResNetShelf.RandomPrefix}resnet18 for a control");
        problems.RequireRange(Shots, 0, 100_000, nameof(Shots));
        problems.RequireRange(Supports, 1, 64, nameof(Supports));
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(BatchSize, 2, 1024, nameof(BatchSize));
        problems.RequireRange(Momentum, 0, 0.999, nameof(Momentum));
        problems.RequireRange(BlurSigma, 0, 1000, nameof(BlurSigma));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be greater than 0 and at most 1");
        problems.Require(Regularization is > 0 and <= 1000, nameof(Regularization), Regularization,
            "must be greater than 0 and at most 1000");
    }

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash, string weightsHash)
        => new(StringComparer.Ordinal)
        {
            ["step"] = $"{BatchSize} x {Supports}, {OptionReader.Text(LearningRate)}, {OptionReader.Text(Momentum)}",
            ["picture"] = $"{Picture}, {PictureSize}, {Normalise}",
            ["epochs"] = OptionReader.Text(Epochs),
            ["weights"] = weightsHash,
            ["seed"] = OptionReader.Text(Seed ?? 0),
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}
