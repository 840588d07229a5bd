using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.Stages;

namespace Pipeline3D.Detection.Cells;

/// <summary>Sizes and training of networks of cells. All defaults are a reconstruction: the paper names none.</summary>
public abstract record CellNetworkOptions : CellOptions, ITrains
{
    /// <summary>Channels behind the first stage; each further one has twice as many; 1 to 1024.</summary>
    public int Channels { get; init; } = 32;

    /// <summary>Stages, each of which halves the sides; 1 to 8.</summary>
    public int Stages { get; init; } = 4;

    /// <summary>Numbers that a scan is condensed to; 1 to 65536.</summary>
    public int Code { get; init; }

    /// <summary>Rounds; 0 (networks with random weights, a control) to 100000.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Steps of a round; 1 to 100000.</summary>
    public int EpochSteps { get; init; } = 100;

    /// <summary>Scans of a step, drawn with replacement; 1 to 1024.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; }

    /// <summary>Rounds between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <summary>The network's sizes.</summary>
    internal StagesShape Shape => new([.. Enumerable.Repeat(Side, Axes)],
        [.. Enumerable.Range(0, Stages).Select(stage => Channels << stage)], Code);

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Channels, 1, 1024, nameof(Channels));
        problems.RequireRange(Stages, 1, 8, nameof(Stages));
        problems.RequireRange(Code, 1, 65536, nameof(Code));
        problems.RequireRange(Epochs, 0, 100_000, nameof(Epochs));
        problems.RequireRange(EpochSteps, 1, 100_000, nameof(EpochSteps));
        problems.RequireRange(BatchSize, 1, 1024, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    /// <param name="scans">Training scans.</param>
    /// <param name="trainingHash">Their fingerprint.</param>
    internal Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
    {
        ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
        ["scans"] = OptionReader.Text(scans),
        ["training_hash"] = trainingHash,
    };
}
