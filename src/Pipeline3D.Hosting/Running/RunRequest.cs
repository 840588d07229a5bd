using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Hosting.Running;

/// <summary>How a pipeline is to be run, beside what its definition says.</summary>
public sealed record RunRequest
{
    /// <summary>Folder of the run; a run in it that was ended early is resumed. Default null: the definition's
    /// <c>run.out</c>, or the next free name after it (demo, demo-2, demo-3), unless the last of them waits to be
    /// resumed.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether a run in <see cref="Folder"/> is removed instead of resumed. Default false.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Ends the run early when more items than this are rejected. Default null: never.</summary>
    public RejectLimit? MaxRejected { get; init; }

    /// <summary>Makes the pool of other processes that compute the run's items; the run disposes it. Default null: all
    /// is computed here.</summary>
    public Func<PoolRequest, CancellationToken, Task<IWorkPool>>? Pool { get; init; }

    /// <summary>Called once, when the folder is held and before the first scan is read; it must be quick. Default:
    /// nobody is told.</summary>
    public Action<RunStarted>? Started { get; init; }

    /// <summary>Time between two reports of progress; the last one, <see cref="RunProgress.HasEnded"/>, comes at the
    /// end. Default 200 ms; must be longer than none.</summary>
    public TimeSpan ProgressInterval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value,
            "progress is reported now and then, so the time between two reports is longer than none");
    } = TimeSpan.FromMilliseconds(200);
}

/// <summary>A run that begins.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Before">How the run in the folder ended before, <c>running</c> when it was killed; null for a new
/// run.</param>
/// <param name="IsReplay">Whether only what was rejected before is run again.</param>
public sealed record RunStarted(string Folder, string? Before, bool IsReplay);
