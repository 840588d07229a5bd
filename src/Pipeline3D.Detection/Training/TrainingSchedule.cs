using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Training;

/// <summary>How a training runs: how long, where its checkpoints are, and who watches.</summary>
internal sealed record TrainingSchedule
{
    /// <summary>File of the checkpoint; null for none. One that is there and of this training is gone on
    /// from.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Epochs between checkpoints; at least 1. One is written at the end, too. Default 10.</summary>
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>Checkpoint of another run to go on from; null to begin anew. The result is bit-equal to a training that
    /// was never interrupted.</summary>
    public string? ResumePath { get; init; }

    /// <summary>Cancelled when the training shall end soon, if it keeps a checkpoint.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>Called after every epoch; after those of a checkpoint when the training goes on.</summary>
    public Action<TrainingEpoch> Watch { get; init; } = _ => { };

    /// <summary>Told what a user should know.</summary>
    public Action<string> Remark { get; init; } = _ => { };

    /// <summary>Most threads to use; 0 = one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>As a fit's run wants it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="every">Epochs between checkpoints; 0 for none.</param>
    /// <param name="resume">Checkpoint of another run to go on from; null for none.</param>
    public static TrainingSchedule Of(FitRun run, int every, string? resume = null) => new()
    {
        CheckpointPath = every == 0 ? null : run.CheckpointPath, CheckpointEvery = Math.Max(every, 1),
        ResumePath = resume, Drain = run.Drain, Watch = run.Watch, Remark = run.Remark, Threads = run.Threads,
    };
}
