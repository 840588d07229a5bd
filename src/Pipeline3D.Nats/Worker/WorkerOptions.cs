using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Worker;

/// <summary>What a worker is and does.</summary>
public sealed record WorkerOptions
{
    /// <summary>Where the server is.</summary>
    public required ServerAddress Address { get; init; }

    /// <summary>Its name, one for each process. Default: machine and process.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Items that it works on at once. Default: the machine's cores.</summary>
    public int Places { get; init; } = Environment.ProcessorCount;

    /// <summary>Most bytes of payload in flight. Default: half of the memory that the process may use.</summary>
    public long BudgetBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>What it is marked as; <c>gpu</c> gets fits that are one group. Default: nothing.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where folders of the runs' machines lie here. Default: under the same paths.</summary>
    public PathMap Paths { get; init; } = PathMap.Same;

    /// <summary>Folder for what is in work when the run's own is not shared. Default: the system's.</summary>
    public string Scratch { get; init; } = Path.Combine(Path.GetTempPath(), "pipeline3d-worker");

    /// <summary>How long items in work have to end once it is asked to leave. Default 60 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tells whoever watches what happens, a line each.</summary>
    public Action<string> Say { get; init; } = static _ => { };
}
