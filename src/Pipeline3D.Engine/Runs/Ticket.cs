using System.Diagnostics;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>The engine's record of one admitted item: how many branches it is on, and the worst end so far.</summary>
internal sealed class Ticket(ItemId id, long sequence, string input, long bytes, string source, int phase, bool derived)
{
    private readonly Lock _gate = new();
    private List<DeadLetter>? _letters;
    private List<JournalContribution>? _contributions;
    private List<JournalOutput>? _outputs;
    private HashSet<string>? _recalled;
    private int _open = 1;
    private int _worst;

    public ItemId Id => id;

    public long Sequence => sequence;

    public string Input => input;

    public long Bytes => bytes;

    public string Source => source;

    public int Phase => phase;

    /// <summary>Whether a reducer made it; such an item was never read and does not count.</summary>
    public bool IsDerived => derived;

    /// <summary>Whether it stands for the end of a sink or reducer, not for an item.</summary>
    public bool IsCompletion { get; init; }

    /// <summary>When its verdict is due; null when it is not.</summary>
    public long? DueAt { get; init; }

    public Activity? Trace { get; init; }

    /// <summary>What an earlier run wrote of it; null for an item that this run computes.</summary>
    public JournalEntry? Resumed { get; init; }

    /// <summary>Sizes and times of its files before they were read.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Hash of the content that it was made of: its files, or all inputs of a reducer.</summary>
    public string Hash { get; set; } = "";

    /// <summary>Whether how it ends is worth writing: not for a second item of the same identity.</summary>
    public bool IsJournaled { get; init; }

    /// <summary>What blocks note about it; null when nothing is journaled.</summary>
    public RunNotes? Notes { get; init; }

    /// <summary>The run as its blocks see it; null for the run's own.</summary>
    public RunContext? Context { get; init; }

    public IReadOnlyList<DeadLetter> Letters { get { lock (_gate) return [.. _letters ?? []]; } }

    public IReadOnlyList<JournalContribution> Contributions { get { lock (_gate) return [.. _contributions ?? []]; } }

    public IReadOnlyList<JournalOutput> Outputs { get { lock (_gate) return [.. _outputs ?? []]; } }

    public void Add(DeadLetter letter)
    {
        lock (_gate)
            (_letters ??= []).Add(letter);
    }

    /// <summary>Notes what it left in a node.</summary>
    public void Add(string node, ItemId part, Contribution contribution)
    {
        lock (_gate)
        {
            (_contributions ??= []).Add(new JournalContribution(node, part, contribution.Data));
            foreach (string path in contribution.Outputs)
                (_outputs ??= []).Add(new JournalOutput(path, 0, ""));
        }
    }

    public ItemOutcome Outcome => (ItemOutcome)Volatile.Read(ref _worst);

    /// <summary>Whether a node is the first to ask what the item left in it.</summary>
    public bool BeginRecall(string node)
    {
        lock (_gate)
            return (_recalled ??= new(StringComparer.Ordinal)).Add(node);
    }

    public void Branch(int more) => Interlocked.Add(ref _open, more);

    /// <summary>Ends one branch; true when it was the last.</summary>
    public bool Settle(ItemOutcome outcome)
    {
        int seen = Volatile.Read(ref _worst);
        while (seen < (int)outcome)
            seen = Interlocked.CompareExchange(ref _worst, (int)outcome, seen) is var before && before == seen
                ? (int)outcome : before;
        return Interlocked.Decrement(ref _open) == 0;
    }
}
