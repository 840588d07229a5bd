using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Nats.Messages;

/// <summary>What came of a task.</summary>
internal sealed record ResultMessage
{
    public int V { get; init; } = Wire.Version;

    /// <summary>Who did it.</summary>
    public required string Worker { get; init; }

    public int Attempt { get; init; } = 1;

    /// <summary>What was asked for; null for a fit.</summary>
    public EntryRef? Entry { get; init; }

    /// <summary>How the item ended; null for a fit, for what is given back undone, and for what lies in <see
    /// cref="Blob"/>.</summary>
    public JournalEntry? End { get; init; }

    /// <summary>The end as a blob, when it is too large for a message.</summary>
    public string? Blob { get; init; }

    public IReadOnlyList<BlockTiming> Timings { get; init; } = [];

    /// <summary>Blobs of the item's output files, by their paths; empty when they lie in a folder that both
    /// see.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it is given back undone, as a sentence; null when it was done.</summary>
    public string? Returned { get; init; }

    /// <summary>What came of a fit; null for an item.</summary>
    public FitResult? Fit { get; init; }
}

/// <summary>What came of a fit.</summary>
/// <param name="Number">Its number within the run.</param>
/// <param name="Product">Blob of the product; null when there is none.</param>
/// <param name="Group">What else came of it.</param>
internal sealed record FitResult(long Number, string? Product, FitNotes Group);

/// <summary>What a reducer told.</summary>
internal sealed record FitNotes
{
    public RemoteFailure? Failure { get; init; }

    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Remarks { get; init; } = [];

    public IReadOnlyList<Core.Items.DeadLetter> Letters { get; init; } = [];

    /// <summary>Files that the reducer wrote, by paths relative to its folder, with their blobs.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    public TimeSpan Busy { get; init; }

    public static FitNotes Of(FittedGroup group, IReadOnlyDictionary<string, string> files) => new()
    {
        Failure = group.Failure, Facts = group.Facts, Remarks = group.Remarks, Letters = group.Letters, Files = files,
        Busy = group.Busy,
    };

    public FittedGroup ToGroup() => new()
    {
        Failure = Failure, Facts = Facts, Remarks = Remarks, Letters = Letters, Busy = Busy,
    };
}
