using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.PointAd;

/// <summary>Options of PointAD; the defaults are the paper's, and those of its code where the paper
/// says nothing.</summary>
public sealed record PointAdOptions : ClipMethodOptions, ITrains
{
    /// <summary>One set of prompts is learnt of all scans that the fit is given.</summary>
    public PointAdOptions() => Group = FitGroup.All;

    /// <summary>Whether the colour picture of a scan is scored, too, and how it counts. Scans without one are scored by
    /// shape alone.</summary>
    [Preparation]
    public RgbUse Rgb { get; init; } = RgbUse.Ignore;

    /// <summary>Learnable tokens of each prompt; 1 to 64 (Table 13 of the paper).</summary>
    public int Context { get; init; } = 12;

    /// <summary>Blocks of the text tower before which tokens are replaced by learnt ones; 0 to 64.</summary>
    public int DeepTensors { get; init; } = 8;

    /// <summary>Tokens that are replaced there; 1 to 64, at most <c>context</c>.</summary>
    public int DeepTokens { get; init; } = 4;

    /// <summary>Passes over the scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Scans of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Parts of the loss (Table 6 of the paper).</summary>
    public LossParts Parts { get; init; } = LossParts.All;

    /// <summary>How the views of a scan become one decision in the loss of whole objects.</summary>
    public ViewGrouping Grouping { get; init; } = ViewGrouping.Sample;

    /// <summary>Whether deep tokens and their gradients go through half precision, as in the released code.</summary>
    public bool HalfDeepTokens { get; init; }

    /// <summary>Whether cells without a point count in the dice loss of points.</summary>
    public DiceBackground DiceBackground { get; init; } = DiceBackground.Code;

    /// <summary>Standard deviation of the smoothing of maps, pixels; 0 to 100.</summary>
    public double Blur { get; init; } = 4;

    /// <summary>What is smoothed for clouds without a grid.</summary>
    public UnorganizedBlur UnorganizedBlur { get; init; } = UnorganizedBlur.View;

    /// <summary>How colour and shape become one score.</summary>
    public ScoreFusion Fusion { get; init; } = ScoreFusion.Code;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000. A run that was killed goes on from the last one by
    /// itself.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Context, 1, 64, nameof(Context));
        problems.RequireRange(DeepTensors, 0, 64, nameof(DeepTensors));
        problems.RequireRange(DeepTokens, 1, 64, nameof(DeepTokens));
        problems.Require(DeepTokens <= Context, nameof(DeepTokens), DeepTokens,
            $"must be at most context ({Context}): deep tokens take the places of learnt ones");
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be greater than 0 and at most 1");
        problems.Require(Parts != LossParts.None, nameof(Parts), Parts, "must name a part of the loss");
        problems.RequireRange(Blur, 0, 100, nameof(Blur));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>Sizes of the prompts for a text tower.</summary>
    internal PromptShape ShapeOf(int width) => new(Context, DeepTensors, DeepTokens, width);

    /// <summary>The prompts' tokens.</summary>
    internal PromptIds Ids(ClipTextShape text) => PromptIds.For(text, Context);

    /// <summary>How a training runs here.</summary>
    internal TrainingSchedule Schedule(FitRun run) => new()
    {
        CheckpointPath = CheckpointEvery == 0 ? null : run.CheckpointPath,
        CheckpointEvery = Math.Max(CheckpointEvery, 1), Watch = run.Watch, Remark = run.Remark, Threads = run.Threads,
    };

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(string weights, int scans, string trainingHash)
        => new(StringComparer.Ordinal)
        {
            ["weights"] = weights,
            ["prompts"] = $"{Context}, {DeepTensors} x {DeepTokens}, half {HalfDeepTokens}",
            ["loss"] = $"{Parts}, {Grouping}, {DiceBackground}",
            ["step"] = $"{BatchSize}, {OptionReader.Text(LearningRate)}",
            ["seed"] = OptionReader.Text(Seed ?? 0),
            ["layers"] = string.Join(' ', Layers.IsDefault ? [] : Layers),
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}

/// <summary>What the colour picture of a scan is used for.</summary>
public enum RgbUse
{
    /// <summary>Nothing: shape alone.</summary>
    Ignore = 0,

    /// <summary>It is scored beside the views, and both count (the multimodal form).</summary>
    Fuse = 1,

    /// <summary>It alone is scored.</summary>
    Only = 2,
}

/// <summary>What counts in the dice loss of points.</summary>
public enum DiceBackground
{
    /// <summary>All cells of the grid, as in the released code.</summary>
    Code = 0,

    /// <summary>Cells with a point.</summary>
    OwnPoints = 1,
}

/// <summary>What is smoothed for clouds without a grid.</summary>
public enum UnorganizedBlur
{
    /// <summary>The map of each view, before it is brought to the points.</summary>
    View = 0,

    /// <summary>The points in file order, taken for a square picture: as the released code does. The published numbers
    /// were made so; neighbours in the file need not be neighbours in space.</summary>
    IndexGrid = 1,

    /// <summary>Nothing.</summary>
    None = 2,
}

/// <summary>How colour and shape become one score of a scan.</summary>
public enum ScoreFusion
{
    /// <summary>Maximum of the common map plus the mean probability, as the released code.</summary>
    Code = 0,

    /// <summary>The paper's formula, in which the maxima of both maps count, too: another ranking.</summary>
    Paper = 1,
}
