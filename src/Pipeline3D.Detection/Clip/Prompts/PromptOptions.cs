using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>What methods share that learn a normal and an anomalous prompt: how long prompts are, and how they are
/// learnt.</summary>
public abstract record PromptOptions : ClipTowerOptions, ITrains
{
    /// <summary>One set of prompts is learnt of all scans that the fit is given.</summary>
    protected PromptOptions() => Group = FitGroup.All;

    /// <summary>Learnable tokens of each prompt; 1 to 64 (Table 13 of PointAD's paper).</summary>
    public int Context { get; init; } = 12;

    /// <summary>Blocks of the text tower before which tokens are replaced by learnt ones; 0 to 64.</summary>
    public int DeepTensors { get; init; } = 8;

    /// <summary>Tokens that are replaced there; 1 to 64, at most <c>context</c>.</summary>
    public int DeepTokens { get; init; } = 4;

    /// <summary>Whether deep tokens and their gradients go through half precision, as in the released code.</summary>
    public bool HalfDeepTokens { get; init; }

    /// <summary>Passes over the scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Scans of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

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
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <inheritdoc/>
    internal override void CheckText(ClipTextShape tower, string path)
    {
        base.CheckText(tower, path);
        if (DeepTensors >= tower.Layers)
            throw new ArgumentException($"deep_tensors is {DeepTensors}, and the text tower of {path} has "
                + $"{tower.Layers} blocks, the first of which takes none: give 0 to {tower.Layers - 1}");
    }

    /// <summary>Sizes of the prompts for a text tower.</summary>
    internal PromptShape ShapeOf(int width) => new(Context, DeepTensors, DeepTokens, width);

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    /// <param name="weights">SHA-256 of the towers' weights.</param>
    /// <param name="loss">What the loss depends on.</param>
    /// <param name="scans">Number of scans.</param>
    /// <param name="trainingHash">Fingerprint of the scans.</param>
    internal Dictionary<string, string> Identity(string weights, string loss, int scans, string trainingHash)
        => new(StringComparer.Ordinal)
        {
            ["weights"] = weights,
            ["prompts"] = $"{Context}, {DeepTensors} x {DeepTokens}, half {HalfDeepTokens}",
            ["loss"] = loss,
            ["step"] = $"{BatchSize}, {OptionReader.Text(LearningRate)}",
            ["seed"] = OptionReader.Text(Seed ?? 0),
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}
