using System.Diagnostics;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>The engine's record of one admitted item: how many branches it is on, and the worst end so far.</summary>
internal sealed class Ticket(ItemId id, long sequence, string input, long bytes, string source, int phase, bool derived)
{
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

    public Activity? Trace { get; init; }

    public ItemOutcome Outcome => (ItemOutcome)Volatile.Read(ref _worst);

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
