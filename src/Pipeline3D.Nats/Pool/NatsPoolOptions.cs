using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Pool;

/// <summary>What a pool of workers on a NATS server serves, and how.</summary>
public sealed record NatsPoolOptions
{
    /// <summary>Where the server is.</summary>
    public required ServerAddress Address { get; init; }

    /// <summary>The run's own name: 16 hexadecimal digits, the same after it was killed and begun again.</summary>
    public required string RunId { get; init; }

    /// <summary>Name of the pipeline, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline as workers of the same build read it.</summary>
    public required string Definition { get; init; }

    /// <summary>Version of the program and of what decides results; workers of another take nothing.</summary>
    public required string Build { get; init; }

    /// <summary>Folder of the run.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether files travel through the server, because workers see neither data nor the run's folder. Default
    /// false.</summary>
    public bool Ships { get; init; }

    /// <summary>Files that every worker needs when files travel, such as saved models.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Most bytes of inputs that lie at the server at once. Default 1 GiB; one item is always let
    /// in.</summary>
    public long ShippedBytes { get; init; } = 1L << 30;

    /// <summary>How long the server waits for a word about a task before it hands it on. Default 30 s.</summary>
    public TimeSpan AckWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a task may be silent before it is sent again. Default: four times <see
    /// cref="AckWait"/>.</summary>
    public TimeSpan? LostAfter { get; init; }

    /// <summary>Longest time without a worker; null = waits for ever.</summary>
    public TimeSpan? WorkerTimeout { get; init; }

    /// <summary>Whether results must come from processors of one kind. Default false: a mix is remarked.</summary>
    public bool IsSameProcessor { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tells the user something.</summary>
    public Action<string> Remark { get; init; } = static _ => { };

    /// <summary>Says what is waited for, in a few words; empty when it is over.</summary>
    public Action<string> Status { get; init; } = static _ => { };
}
