using System.Diagnostics;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Engine.Runs;

/// <summary>The engine's record of one admitted item: how many branches it is on, and the worst end so far.</summary>
/// <remarks>Used again for another item once the item has ended, so whoever hands an item on does not look at its
/// ticket afterwards.</remarks>
internal sealed class Ticket
{
    private readonly Lock _gate = new();
    private List<DeadLetter>? _letters;
    private List<JournalContribution>? _contributions;
    private List<JournalOutput>? _outputs;
    private HashSet<string>? _recalled, _cached;
    private int _open = 1;
    private int _worst;

    public required ItemId Id { get; set; }

    /// <summary>Its place in the order of this process: of admission.</summary>
    public long Sequence { get; set; }

    /// <summary>Its number within the run, which is its place in the order of the process that lists.</summary>
    public long Number { get; set; }

    public required string Input { get; set; }

    public long Bytes { get; set; }

    public required string Source { get; set; }

    public int Phase { get; set; }

    /// <summary>Whether a reducer made it; such an item was never read and does not count.</summary>
    public bool IsDerived { get; private init; }

    /// <summary>Whether it stands for the end of a sink or reducer, not for an item.</summary>
    public bool IsCompletion { get; private init; }

    /// <summary>Whether another item may have it afterwards: not when a block was left behind that still works on
    /// this one.</summary>
    public bool IsReusable { get; set; } = true;

    /// <summary>When its verdict is due; null when it is not.</summary>
    public long? DueAt { get; set; }

    public Activity? Trace { get; set; }

    /// <summary>The block that took it last; null before the first. Of several branches, that of any.</summary>
    public string? At { get; set; }

    /// <summary>Whether it was admitted and has not ended; the run's state alone changes it, under its lock.</summary>
    public bool IsOpen { get; set; }

    /// <summary>What an earlier run or another process wrote of it; null for an item that this one computes.</summary>
    public JournalEntry? Resumed { get; set; }

    /// <summary>What it is named to, or by, another process; null when it is computed where it was listed.</summary>
    public EntryRef? Entry { get; set; }

    /// <summary>What each block did with it; null unless another process asks.</summary>
    public List<BlockTiming>? Timings { get; set; }

    /// <summary>Sizes and times of its files before they were read.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>Hash of the content that it was made of: its files, or all inputs of a reducer.</summary>
    public string Hash { get; set; } = "";

    /// <summary>Hash of the content of the scan's own file, whatever its name.</summary>
    public string ScanHash { get; set; } = "";

    /// <summary>Whether how it ends is worth writing: not for a second item of the same identity.</summary>
    public bool IsJournaled { get; set; }

    /// <summary>What blocks note about it; null when nothing is journaled.</summary>
    public RunNotes? Notes { get; set; }

    /// <summary>The run as its blocks see it; null for the run's own.</summary>
    public RunContext? Context { get; set; }

    /// <summary>Ticket of what a node makes of all its inputs.</summary>
    /// <param name="node">Id of the node.</param>
    /// <param name="id">Who the product is.</param>
    /// <param name="isCompletion">Whether it stands for the making itself.</param>
    public static Ticket OfAll(string node, ItemId id, bool isCompletion = false) => new()
    {
        Id = id, Sequence = long.MaxValue, Number = long.MaxValue, Input = $"all inputs of {node}", Source = node,
            IsDerived = true,
        IsCompletion = isCompletion,
    };

    /// <summary>Makes the ticket of an ended item one of no item.</summary>
    public void Clear()
    {
        (_letters, _contributions, _outputs, _recalled, _cached, _open, _worst) = (null, null, null, null, null, 1, 0);
        (At, Entry, Timings) = (null, null, null);
        (Stamp, Hash, ScanHash, Trace, Resumed, Notes, Context, DueAt) = ("", "", "", null, null, null, null, null);
    }

    public IReadOnlyList<DeadLetter> Letters { get { lock (_gate) return [.. _letters ?? []]; } }

    public IReadOnlyList<JournalContribution> Contributions { get { lock (_gate) return [.. _contributions ?? []]; } }

    public IReadOnlyList<JournalOutput> Outputs { get { lock (_gate) return [.. _outputs ?? []]; } }

    /// <summary>Notes that a block found its output in the cache, if anybody asks.</summary>
    public void NoteCached(string block)
    {
        lock (_gate)
            if (Timings is not null)
                (_cached ??= new(StringComparer.Ordinal)).Add(block);
    }

    /// <summary>Whether a block found its output in the cache; asked once for each output.</summary>
    public bool TakeCached(string block)
    {
        lock (_gate)
            return _cached?.Remove(block) == true;
    }

    /// <summary>Notes what a block did with it, if anybody asks.</summary>
    public void Add(BlockTiming timing)
    {
        lock (_gate)
            Timings?.Add(timing);
    }

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
