namespace Pipeline3D.Nats.Messages;

/// <summary>What workers know of a run before they take anything of it.</summary>
internal sealed record RunRecord
{
    public int V { get; init; } = Wire.Version;

    public required string Run { get; init; }

    /// <summary>Name of its pipeline, for people.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline, resolved, as the program writes it.</summary>
    public required string Definition { get; init; }

    /// <summary>Version of the program and of what decides results; a worker of another takes nothing.</summary>
    public required string Build { get; init; }

    /// <summary>The run's folder where its journal is.</summary>
    public required string Folder { get; init; }

    /// <summary>What stands in the file that shows whether a folder is that of the run.</summary>
    public required string Probe { get; init; }

    /// <summary>Whether files travel through the server, as no folder is shared.</summary>
    public bool Ships { get; init; }

    /// <summary>Raised by each process that takes the run over.</summary>
    public long Epoch { get; init; }

    /// <summary>Whether it has ended, however.</summary>
    public bool HasEnded { get; init; }

    /// <summary>How long the server waits for a word about a task before it hands it on, in seconds.</summary>
    public double AckWait { get; init; } = 30;

    /// <summary>What identifies the processor that results must come from; null = any.</summary>
    public string? Processor { get; init; }

    /// <summary>Files that every worker needs, such as saved models.</summary>
    public IReadOnlyList<ShippedFile> Files { get; init; } = [];

    /// <summary>Values known beforehand, by the node that made them.</summary>
    public IReadOnlyDictionary<string, SharedValue> Values { get; init; } = new Dictionary<string, SharedValue>();
}

/// <summary>A value known beforehand.</summary>
/// <param name="Key">Hash of what it was made of.</param>
/// <param name="Blob">Its content; empty when there is none, as nothing could be made.</param>
internal sealed record SharedValue(string Key, string Blob);

/// <summary>The tasks that a worker holds, told every few seconds.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Sequences">Numbers of the items.</param>
/// <param name="Fits">Numbers of the fits.</param>
/// <param name="Status">What long work is at; empty when there is none.</param>
internal sealed record BeatMessage(string Worker, IReadOnlyList<long> Sequences, IReadOnlyList<long> Fits,
    string Status);

/// <summary>What a coordinator tells the workers of a run.</summary>
/// <param name="Cancel">Numbers of items that another worker has done.</param>
internal sealed record ControlMessage(IReadOnlyList<long> Cancel);
