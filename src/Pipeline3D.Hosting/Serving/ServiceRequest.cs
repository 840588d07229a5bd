using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Hosting.Serving;

/// <summary>Which pipeline is served, and how.</summary>
/// <param name="File">The pipeline file; it has one <c>source.live</c> and a <c>sink.live</c>.</param>
public sealed record ServiceRequest(string File)
{
    /// <summary>Values for parameters and options of the file, as for <see cref="IPipelineRunner.Load"/>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Folder of the results, where each start of the service goes on. Default null: the file's
    /// <c>run.out</c>,
    /// or the next name after it that holds no run over files.</summary>
    public string? Folder { get; init; }

    /// <summary>Ends the service after so many answers. Default null: never.</summary>
    public long? MaxScans { get; init; }

    /// <summary>Called once, when the service listens; it must be quick. Default: nobody is told.</summary>
    public Action<ServiceStarted>? Started { get; init; }
}

/// <summary>A service that listens.</summary>
/// <param name="Name">Name of the pipeline.</param>
/// <param name="Address">Where it listens, for example <c>http://127.0.0.1:8080</c>.</param>
/// <param name="Folder">Folder of the results.</param>
public sealed record ServiceStarted(string Name, string Address, string Folder);

/// <summary>What came of a service.</summary>
/// <param name="Run">The run behind it.</param>
/// <param name="Accepted">Scans that were accepted.</param>
/// <param name="Answered">Scans that were answered: as many, unless something failed.</param>
public sealed record ServiceReport(RunReport Run, long Accepted, long Answered)
{
    /// <summary>What it means: a scan that was rejected got its answer, so it is no failure of the service.</summary>
    public RunOutcome Outcome => Run.Status == Engine.Runs.RunStatus.Completed && Accepted == Answered ? RunOutcome.Ok
        : RunOutcome.Failed;
}
