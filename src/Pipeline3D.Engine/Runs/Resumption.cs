using System.Collections.Concurrent;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Nodes;

namespace Pipeline3D.Engine.Runs;

/// <summary>Decides which items an earlier run has done, so that they need not be computed again, and writes those that
/// end now.</summary>
/// <remarks>
/// An item is done when the journal has it with the same input, the same values known beforehand, and all its files in
/// place; and when every sink and reducer on its way can do without it: because it remembers what the item left there,
/// or because its product is kept. A product is valid only when all it was made of is done; until it is made, its items
/// wait with being written, so that they are written together or not at all.
/// </remarks>
internal sealed class Resumption(GraphPlan plan, Wiring wiring, RunState state)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Way> _ways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalProduct> _products = new(StringComparer.Ordinal);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly List<JournalEntry> _waiting = [];

    private IRunJournal Journal => state.Journal;

    /// <summary>Finds out what is done of some sources; called when the values that they need are known.</summary>
    /// <param name="sources">The sources that start now.</param>
    /// <param name="guarded">Lists a source; false when that fails, which the run notes.</param>
    public async Task PrepareAsync(IReadOnlyList<IAdmits> sources, Func<IAdmits, Func<ValueTask<bool>>,
        ValueTask<bool>> guarded)
    {
        foreach (IAdmits source in sources)
            _ways[source.Id] = WayOf(source.Id);
        if (!Journal.IsOn)
            return;
        IEnumerable<string> keepers = sources.SelectMany(source => _ways[source.Id].Keepers).Distinct();
        // A product whose items come in several phases is made anew: not all of them are known when the first start.
        foreach (string keeper in keepers.Where(keeper => plan.SourcesOf(keeper).All(
            id => sources.Any(source => source.Id == id))))
            if (Journal.FindProduct(keeper) is { } product
                && await IsValidAsync(keeper, guarded).ConfigureAwait(false))
                lock (_gate)
                {
                    _products[keeper] = product;
                    _made.Add(keeper);
                }
        foreach (Way way in sources.Select(source => _ways[source.Id]))
            way.MayResume &= way.Keepers.All(_products.ContainsKey);
    }

    /// <summary>What an earlier run wrote of an item that need not be computed again; null when it must be.</summary>
    public JournalEntry? FindDone(string source, ItemId item, IReadOnlyList<string> files, string stamp)
        => Journal.IsOn && _ways[source].MayResume ? Find(source, item, files, stamp) : null;

    /// <summary>The product of a reducer that an earlier run made and that still holds; null when it is to be
    /// made.</summary>
    public JournalProduct? ProductOf(string node)
    {
        lock (_gate)
            return _products.GetValueOrDefault(node);
    }

    /// <summary>Hash of the values known beforehand that a source's items depend on; empty without any.</summary>
    public string UpstreamOf(string source) => _ways.TryGetValue(source, out Way? way) ? way.Upstream : "";

    /// <summary>Writes an item that has ended.</summary>
    public void Ended(Ticket ticket)
    {
        // What was only in the way of the run itself is tried again by the next one.
        if (ticket.Letters.Any(letter => letter.Reason is RejectReason.Stopped or RejectReason.OutputFailed
            or RejectReason.Shortage or RejectReason.DeviceMemory))
            return;
        Way way = _ways[ticket.Source];
        var entry = new JournalEntry
        {
            Source = ticket.Source, Item = ticket.Id, Sequence = ticket.Sequence, Input = ticket.Input,
            Stamp = ticket.Stamp, Hash = ticket.Hash, ScanHash = ticket.ScanHash, Upstream = way.Upstream,
            Outcome = ticket.Outcome,
            IsResumable = way.IsRemembered, Letters = ticket.Letters, Remarks = ticket.Notes!.Remarks,
            Facts = ticket.Notes.Facts, Contributions = ticket.Contributions, Outputs = ticket.Outputs,
        };
        lock (_gate)
        {
            if (!way.Keepers.All(_made.Contains))
            {
                _waiting.Add(entry);
                return;
            }
        }
        Journal.Add(entry);
    }

    /// <summary>Keeps what a reducer made, and writes the items that waited for nothing else.</summary>
    public void Made(JournalProduct product, Action<Stream> save)
    {
        List<JournalEntry> free;
        lock (_gate)
        {
            _made.Add(product.Node);
            free = [.. _waiting.Where(entry => _ways[entry.Source].Keepers.All(_made.Contains))];
            _waiting.RemoveAll(free.Contains);
        }
        Journal.Add(product, save, free);
    }

    private async ValueTask<bool> IsValidAsync(string keeper, Func<IAdmits, Func<ValueTask<bool>>,
        ValueTask<bool>> guarded)
    {
        foreach (string source in plan.SourcesOf(keeper))
        {
            long listed = 0;
            var node = (IAdmits)wiring.Nodes[source];
            bool all = await guarded(node, () => node.AllAsync((item, files) =>
            {
                listed++;
                return Find(source, item, files, InputFiles.Stamp(files), needsFiles: false) is not null;
            })).ConfigureAwait(false);
            if (!all || listed != Journal.Count(source))
                return false;
        }
        return true;
    }

    private JournalEntry? Find(string source, ItemId item, IReadOnlyList<string> files, string stamp,
        bool needsFiles = true)
    {
        JournalEntry? entry = Journal.Find(source, item);
        bool isDone = entry is { IsResumable: true } && entry.Upstream == UpstreamOf(source)
            && !(entry.Outcome == ItemOutcome.Dead && state.RetriesDead)
            && (entry.Stamp == stamp || (entry.Hash.Length > 0 && entry.Hash == InputFiles.Hash(files)))
            && (!needsFiles || entry.Outputs.All(IsThere));
        return isDone ? entry : null;
    }

    private bool IsThere(JournalOutput output)
    {
        string path = Path.Combine(state.Context.Folder.Path, output.Path);
        if (!File.Exists(path))
            return false;
        if (InputFiles.Of(path) == (output.Length, output.Hash))
            return true;
        state.Context.AddRemark($"{path} is not as the run wrote it: its scan is computed again");
        return false;
    }

    private Way WayOf(string source)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { source };
        foreach (GraphNode node in plan.Order)
            if (node.From.Any(from => reached.Contains(from) && !IsReducer(from)))
                reached.Add(node.Id);
        IEnds[] ends = [.. reached.Select(id => wiring.Nodes[id]).OfType<IEnds>()];
        // An item that is itself a value known beforehand, such as saved models, is needed by every run.
        bool isValue = plan.Order.Any(node => node.Side is { } side && reached.Contains(side) && !IsReducer(side));
        string[] values = [.. plan.Order.Where(node => node.Side is not null && reached.Contains(node.Id))
            .Select(node => $"{node.Id} {((IKnownBeforehand)wiring.Captures[node.Id]).Key}")];
        bool isRemembered = !isValue && ends.All(end => end.Remembers || end.KeepsProduct);
        return new Way
        {
            Upstream = values.Length == 0 ? "" : ContentKey.Of(values),
            Keepers = isRemembered
                ? [.. ends.Where(end => end.KeepsProduct).Cast<Node>().Select(node => node.Spec.Id)] : [],
            IsRemembered = isRemembered,
            MayResume = isRemembered,
        };
    }

    private bool IsReducer(string id) => wiring.Nodes[id].Spec.Shape.Kind == BlockKind.Reduce;

    /// <summary>What is known of the way of a source's items.</summary>
    private sealed class Way
    {
        public required string Upstream { get; init; }

        /// <summary>Reducers on the way whose product is kept.</summary>
        public required string[] Keepers { get; init; }

        /// <summary>Whether every end of the way remembers, or keeps its product.</summary>
        public required bool IsRemembered { get; init; }

        public bool MayResume { get; set; }
    }
}
