using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Journal;

/// <summary>The journal that remembers nothing.</summary>
internal sealed class NoJournal : IRunJournal
{
    /// <summary>The one instance.</summary>
    public static NoJournal Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsOn => false;

    /// <inheritdoc/>
    public string? Problem => null;

    /// <inheritdoc/>
    public JournalEntry? Find(string source, ItemId item) => null;

    /// <inheritdoc/>
    public long Count(string source) => 0;

    /// <inheritdoc/>
    public IReadOnlyList<JournalContribution> Contributions(JournalEntry entry, string node) => [];

    /// <inheritdoc/>
    public void Add(JournalEntry entry)
    {
    }

    /// <inheritdoc/>
    public Task<bool> AddAsync(JournalEntry entry) => Task.FromResult(false);

    /// <inheritdoc/>
    public JournalProduct? FindProduct(string node) => null;

    /// <inheritdoc/>
    public Stream Open(JournalProduct product) => throw new FileNotFoundException("nothing is kept");

    /// <inheritdoc/>
    public void Add(JournalProduct product, Action<Stream> save, IReadOnlyList<JournalEntry> entries)
    {
    }
}
