using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Journal;

/// <summary>Remembers how items ended and what they left behind, across runs.</summary>
/// <remarks>Called from many threads. What is added survives the end of the process as soon as it is written, which is
/// soon after; an item that was not written in time is computed again.</remarks>
public interface IRunJournal
{
    /// <summary>Whether anything is remembered; if not, nothing is prepared for it.</summary>
    bool IsOn { get; }

    /// <summary>Why nothing can be written any more, as a sentence; null while all is well.</summary>
    string? Problem { get; }

    /// <summary>What an earlier run wrote of an item; null when nothing. Without its contributions, which
    /// <see cref="Contributions"/> gives for what is returned here, by its <see cref="JournalEntry.Key"/> for
    /// instance.</summary>
    JournalEntry? Find(string source, ItemId item);

    /// <summary>How many items of a source were written.</summary>
    long Count(string source);

    /// <summary>What an item left in a node, in the order of arrival; several when it was split on the way.</summary>
    IReadOnlyList<JournalContribution> Contributions(JournalEntry entry, string node);

    /// <summary>Writes an item that has ended, with all its outputs written; replaces what was written of it.</summary>
    void Add(JournalEntry entry);

    /// <summary>Writes an item as <see cref="Add(JournalEntry)"/> does.</summary>
    /// <returns>Completes when it is on disk, with true; false when nothing can be written any more, which <see
    /// cref="Problem"/> tells.</returns>
    Task<bool> AddAsync(JournalEntry entry);

    /// <summary>What a reducer made in an earlier run; null when nothing.</summary>
    JournalProduct? FindProduct(string node);

    /// <summary>Opens the file of a product.</summary>
    /// <exception cref="IOException">The file is gone or is not the one written.</exception>
    Stream Open(JournalProduct product);

    /// <summary>Writes what a reducer made, and the items that it was made of, together; on disk when it
    /// returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    void Add(JournalProduct product, Action<Stream> save, IReadOnlyList<JournalEntry> entries);
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

    /// <summary>An earlier run finished it; it was not read.</summary>
    Resumed = 3,
}
