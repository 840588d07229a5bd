using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>Remembers how items ended, across runs. The engine asks before it admits an item and tells when one
/// ends.</summary>
/// <remarks>Called from many threads.</remarks>
public interface IRunJournal
{
    /// <summary>Whether an earlier run finished the item; it then counts as resumed and is not read.</summary>
    bool IsDone(ItemId item);

    /// <summary>Notes how an item ended, once all its outputs are written.</summary>
    void Ended(ItemId item, ItemOutcome outcome);
}

/// <summary>How an item ended. An item that was fanned out ends as the worst of its branches: dead, completed,
/// filtered.</summary>
public enum ItemOutcome
{
    /// <summary>A rule dropped it on every branch.</summary>
    Filtered = 0,

    /// <summary>It reached a sink or a reducer.</summary>
    Completed = 1,

    /// <summary>It is a dead letter.</summary>
    Dead = 2,
}

/// <summary>The journal that remembers nothing.</summary>
public sealed class NoJournal : IRunJournal
{
    /// <summary>The one instance.</summary>
    public static NoJournal Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsDone(ItemId item) => false;

    /// <inheritdoc/>
    public void Ended(ItemId item, ItemOutcome outcome)
    {
    }
}
