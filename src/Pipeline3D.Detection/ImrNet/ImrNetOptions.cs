using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>Options of <see cref="ImrNetMethod"/>.</summary>
public sealed record ImrNetOptions : PointMaeSizes, ITrains
{
    /// <summary>Groups of 64 points and a share of 0.4 hidden, where Point-MAE has 32 and 0.6.</summary>
    public ImrNetOptions() => (GroupSize, MaskRatio) = (64, 0.4);

    /// <summary>Points that the network sees of a cloud; 64 to 1 million, all of smaller clouds.</summary>
    [Preparation]
    public int Points { get; init; } = 8192;

    /// <summary>How they are chosen.</summary>
    [Preparation]
    public PointSampling Sampling { get; init; } = PointSampling.Change;

    /// <summary>Share of a cloud's points that are the set of large change; above 0 and below 1.</summary>
    [Preparation]
    public double HighFraction { get; init; } = 0.3;

    /// <summary>Share of the chosen points that come from this set; 0 to 1.</summary>
    [Preparation]
    public double HighShare { get; init; } = 0.5;

    /// <summary>Weights to begin with: a file of Point-MAE of the same sizes (the size of groups may differ), or
    /// <c>point-mae</c> for the published one; empty for random ones. A rate of 0.0001 suits a file.</summary>
    public string Weights { get; init; } = "";

    /// <summary>Steps of the training; 1 to 1 million.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Steps in which the learning rate rises; 0 to 1 million.</summary>
    public int WarmUpSteps { get; init; } = 50;

    /// <summary>Clouds of a step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Passes of a scan through the network when it is scored; 1 to 100.</summary>
    public int Iterations { get; init; } = 3;

    /// <summary>What a pass replaces.</summary>
    public MaskCover Cover { get; init; } = MaskCover.Single;

    /// <summary>Whether what was filled in where nothing is counts too, not only what is gone.</summary>
    public bool BothWays { get; init; } = true;

    /// <summary>Whether the distance of a point to the thinned cloud is taken off its distance to the reconstruction:
    /// otherwise places that were thinned more seem to have changed more.</summary>
    public bool SubtractSpacing { get; init; } = true;

    /// <summary>Weight of the change of features beside that of points; -1: 1 when weights are given, 0 when the
    /// network learns from nothing, as its features then say little.</summary>
    public double FeatureWeight { get; init; } = -1;

    /// <summary>Points of the mean that smooths scores, the point itself among them; 1 to 10000.</summary>
    public int Smooth { get; init; } = 32;

    /// <summary>Steps between checkpoints, about; 0 (none) to 1 million.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>Steps, which the live line counts.</summary>
    int ITrains.Epochs => Steps;

    /// <summary>The weight in force.</summary>
    internal double WeightOfFeatures => FeatureWeight >= 0 ? FeatureWeight : Weights.Length > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Points, 64, 1_000_000, nameof(Points));
        problems.Require(Points > GroupSize, nameof(Points), Points, $"must be above group_size ({GroupSize})");
        problems.Require(HighFraction is > 0 and < 1, nameof(HighFraction), HighFraction,
            "must be above 0 and below 1");
        problems.Require(HighShare is >= 0 and <= 1, nameof(HighShare), HighShare, "must be 0 to 1");
        problems.RequireRange(Steps, 1, 1_000_000, nameof(Steps));
        problems.RequireRange(WarmUpSteps, 0, 1_000_000, nameof(WarmUpSteps));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.RequireRange(Iterations, 1, 100, nameof(Iterations));
        problems.Require(FeatureWeight is -1 or (>= 0 and <= 1000), nameof(FeatureWeight), FeatureWeight,
            "must be -1, or 0 to 1000");
        problems.RequireRange(Smooth, 1, 10_000, nameof(Smooth));
        problems.RequireRange(CheckpointEvery, 0, 1_000_000, nameof(CheckpointEvery));
    }

    /// <summary>Groups of a cloud: each point lies in two on average.</summary>
    internal int GroupsOf(int points) => Math.Clamp(((2 * points) + GroupSize - 1) / GroupSize, 2, points);

    /// <summary>The learning rate of a step: it rises evenly, then falls by half a cosine to 0.</summary>
    internal double RateOf(int step) => step < WarmUpSteps ? LearningRate * (step + 1) / WarmUpSteps
        : LearningRate * HalfCosine.At((double)(step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps));

    /// <summary>Weights to begin with.</summary>
    internal float[] Start(PointMaeTraining training, PointMaeShelf shelf, int seed, FitRun run)
    {
        float[] start = training.Start(seed);
        if (Weights.Length == 0)
            return start;
        PointMaeModel given = shelf.Open(Weights);
        IReadOnlyList<string> left = given.CopyInto(training.Layout, start);
        run.Fact("start", given.FilePath);
        run.Fact("start_sha256", given.Sha256);
        if (left.Count > 0)
            run.Remark($"{left.Count} tensors begin with random weights, as {given.FilePath} has none that fit: "
                + string.Join(", ", left));
        return start;
    }

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
    {
        ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
        ["scans"] = OptionReader.Text(scans),
        ["training_hash"] = trainingHash,
    };
}

/// <summary>How IMRNet thins a cloud.</summary>
public enum PointSampling
{
    /// <summary>More points where normals change, whatever their sides.</summary>
    Change = 0,

    /// <summary>The same with normals turned outwards, whose sides count.</summary>
    SignedChange = 1,

    /// <summary>More points where normals and surface variation change within a radius, as MC3D-AD ranks
    /// patches.</summary>
    Variation = 2,

    /// <summary>Farthest points alone.</summary>
    Farthest = 3,
}

/// <summary>What one iteration replaces.</summary>
public enum MaskCover
{
    /// <summary>The groups of one mask; the others stay as they are.</summary>
    Single = 0,

    /// <summary>Every group once, by masks that share no group.</summary>
    Full = 1,
}
