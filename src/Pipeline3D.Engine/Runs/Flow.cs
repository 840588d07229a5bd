using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Engine.Runs;

/// <summary>What really runs along a link: an item, or the mark it leaves behind once it is dead or filtered.</summary>
/// <remarks>Marks keep every block at one output per input, so that order and counts survive parallel blocks; sinks
/// settle them.</remarks>
internal readonly record struct Flow<T>(Ticket Ticket, ItemId Id, int Part, bool IsLive, ItemOutcome Mark, T? Payload,
    long SentAt)
{
    /// <summary>Whether this is the last that the stream brings of its ticket; merges need to know.</summary>
    public bool IsLast { get; init; } = true;

    public Flow<TOut> Live<TOut>(TOut payload, long now) => new(Ticket, Id, Part, true, default, payload,
        now) { IsLast = IsLast };

    public Flow<TOut> Ended<TOut>(ItemOutcome mark) => new(Ticket, Id, Part, false, mark, default,
        SentAt) { IsLast = IsLast };

    public Flow<TOut> Pass<TOut>() => Ended<TOut>(Mark);

    public (long Sequence, int Part) Key => (Ticket.Sequence, Part);
}
