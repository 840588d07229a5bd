using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.ThreeDSt;

/// <summary>What pretraining and students of 3D-ST share: points and neighbours of a scan, and how long to
/// train.</summary>
public abstract record NetworkOptions : MethodOptions, ITrains
{
    /// <summary>Points n that a scan is thinned to; 0 (all) to 10 million.</summary>
    [Preparation]
    public int Points { get; init; } = 64_000;

    /// <summary>Neighbours k per point; 1 to 512.</summary>
    [Preparation]
    public int Neighbours { get; init; } = 32;

    /// <summary>Passes over the training scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>L2 weight decay in the gradient; 0 to 1.</summary>
    public double WeightDecay { get; init; } = 1e-5;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000. A run that was killed goes on from the last one by
    /// itself.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>Checkpoints folder of another run to go on from, for example for more epochs; empty to begin
    /// anew.</summary>
    [RunOnly]
    public string Resume { get; init; } = "";

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Points, 0, 10_000_000, nameof(Points));
        problems.RequireRange(Neighbours, 1, PointGraph.MaxNeighbours, nameof(Neighbours));
        problems.Require(Points == 0 || Points > Neighbours, nameof(Points), Points,
            $"must be 0 or greater than neighbours ({Neighbours})");
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be greater than 0 and at most 1");
        problems.RequireRange(WeightDecay, 0, 1, nameof(WeightDecay));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>Notes when width or blocks are none of a network.</summary>
    protected static void RequireShape(int width, int blocks, Problems problems)
    {
        problems.Require(width is >= 4 and <= NetworkShape.MaxWidth && width % 4 == 0, "Width", width,
            $"must be a multiple of 4 from 4 to {NetworkShape.MaxWidth}");
        problems.RequireRange(blocks, 1, 16, "Blocks");
    }

    /// <summary>About how many bytes a sample takes: of each chosen point its place, its number and its
    /// neighbours.</summary>
    internal long SampleBytes(long points)
        => (20 + 8L * Neighbours) * (Points > 0 ? Math.Min(Points, points) : points);

    /// <summary>How a training runs here.</summary>
    internal TrainingSchedule Schedule(FitRun run)
    {
        string? other = Resume.Length == 0 || run.CheckpointPath is null ? null
            : Path.Combine(Resume, Path.GetFileName(run.CheckpointPath));
        if (other is not null && !File.Exists(other))
            throw new FileNotFoundException(
                $"there is no checkpoint {other} to resume from; give the checkpoints folder "
                + "of an earlier run of the same pipeline");
        return TrainingSchedule.Of(run, CheckpointEvery, other);
    }
}
