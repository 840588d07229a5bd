using System.Collections.Concurrent;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Nodes;
using Pipeline3D.Engine.Remote;

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
    private readonly ConcurrentDictionary<string, KnownWay> _ways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JournalProduct> _products = new(StringComparer.Ordinal);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly List<JournalEntry> _waiting = [];
    private readonly ConcurrentDictionary<(string Source, ItemId Item), JournalEntry> _corrections = new();

    private IRunJournal Journal => state.Journal;

    /// <summary>Finds out what is done of some sources; called when the values that they need are known.</summary>
    /// <param name="sources">The sources that start now.</param>
    /// <param name="guarded">Lists a source; false when that fails, which the run notes.</param>
    public async Task PrepareAsync(IReadOnlyCollection<IAdmits> sources, Func<IAdmits, Func<ValueTask<bool>>,
        ValueTask<bool>> guarded)
    {
        foreach (IAdmits source in sources)
            _ways[source.Id] = new KnownWay(plan.WayOf(source.Id), UpstreamNow(source.Id));
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
        foreach (KnownWay way in sources.Select(source => _ways[source.Id]))
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
    public string UpstreamOf(string source) => _ways.TryGetValue(source, out KnownWay? way) ? way.Upstream : "";

    /// <summary>The ends of a source's way that have no use for what an item would leave in them.</summary>
    public IReadOnlyList<string> SparedBy(string source, ItemId item)
    {
        List<string>? spared = null;
        foreach (string end in plan.WayOf(source).Ends)
            if (wiring.Nodes[end] is INeeds asks && !asks.Needs(item))
                (spared ??= []).Add(end);
        return spared ?? (IReadOnlyList<string>)[];
    }

    /// <summary>Writes an item that has ended.</summary>
    public void Ended(Ticket ticket)
    {
        // What was only in the way of the run itself is tried again by the next one.
        if (IsOfTheMachine(ticket.Letters))
            return;
        KnownWay way = _ways[ticket.Source];
        JournalEntry entry = EntryOf(ticket, way);
        if (!Waits(entry, way))
            Journal.Add(entry);
    }

    /// <summary>Tells the feed how an item that it gave has ended.</summary>
    /// <remarks>A process that loads other values than the run was begun with, such as other saved models, must not
    /// mix its results with those of others: it breaks.</remarks>
    public void Ended(Ticket ticket, EntryRef asked)
    {
        KnownWay way = new(plan.WayOf(asked.Source), UpstreamNow(asked.Source));
        // A process that is ended has no values any more.
        bool isKnown = !state.FeedEnded.IsCancellationRequested
            && ValuesOf(way.Way).All(value => value.Known.IsCompletedSuccessfully);
        if (isKnown && way.Upstream != asked.Upstream)
        {
            state.Break($"the values that '{asked.Source}' depends on, such as saved models, are others here than "
                + "where the run was begun; give this process the same files");
            return;
        }
        JournalEntry entry = EntryOf(ticket, way) with
        {
            Upstream = asked.Upstream,
            Outputs = [.. ticket.Outputs.Select(output => JournalOutput.Of(output.Path, state.Context.Folder))],
        };
        state.Feed!.Ended(asked, entry, [.. ticket.Timings!]);
    }

    /// <summary>Writes an item that another process computed.</summary>
    /// <returns>What its mark is to bring to the ends of its way.</returns>
    public async ValueTask<JournalEntry> EndedElsewhereAsync(EntryRef asked, JournalEntry end, string worker)
    {
        KnownWay way = _ways[asked.Source];
        JournalEntry entry = Held(asked, end, worker) with
        {
            Source = asked.Source, Item = asked.Item, Sequence = asked.Sequence, Input = asked.Input,
            Stamp = asked.Stamp, Upstream = way.Upstream, IsResumable = way.Way.IsRemembered,
        };
        if (IsOfTheMachine(entry.Letters))
            return entry;
        // A reducer that makes something of it elsewhere takes nothing here: who reached it is all that is told.
        JournalEntry written = entry with
        {
            Contributions = [.. entry.Contributions.Where(part => !way.Way.Fits.Contains(part.Node))],
            Outputs = [.. entry.Outputs.Select(output => output with
            {
                Path = Path.Combine(state.Context.Folder.Path, output.Path),
            })],
        };
        if (Waits(written, way))
            return entry;
        await Journal.AddAsync(written).ConfigureAwait(false);
        return Journal.Find(entry.Source, entry.Item) ?? entry;
    }

    /// <summary>Notes that an item, which had ended, was rejected when what it left was taken.</summary>
    /// <returns>Whether it had been completed until then.</returns>
    public bool Rejected(string source, ItemId item, DeadLetter letter)
    {
        lock (_gate)
        {
            int at = _waiting.FindIndex(entry => entry.Source == source && entry.Item == item);
            if (at >= 0)
            {
                bool wasCompleted = _waiting[at].Outcome != ItemOutcome.Dead;
                _waiting[at] = WithLetter(_waiting[at], letter, _waiting[at].Contributions);
                return wasCompleted;
            }
        }
        if (!Journal.IsOn || Written(source, item) is not { } written)
            return false;
        Correct(WithLetter(written, letter, written.Contributions));
        return written.Outcome != ItemOutcome.Dead;
    }

    /// <summary>All ends have taken what an item left that another process computed: files that one of them did not
    /// keep are no outputs of the run.</summary>
    public void Taken(JournalEntry entry)
    {
        string folder = state.Context.Folder.Path;
        if (entry.Outputs.All(output => File.Exists(Path.Combine(folder, output.Path))))
            return;
        lock (_gate)
        {
            int at = _waiting.FindIndex(waits => waits.Source == entry.Source && waits.Item == entry.Item);
            if (at >= 0)
            {
                _waiting[at] = _waiting[at] with
                {
                    Outputs = [.. _waiting[at].Outputs.Where(output => File.Exists(output.Path))],
                };
                return;
            }
        }
        if (Written(entry.Source, entry.Item) is { } written)
            Correct(written with { Outputs = [.. written.Outputs.Where(output => File.Exists(output.Path))] });
    }

    // What is written of an item, or soon will be, as it is to be written again.
    private JournalEntry? Written(string source, ItemId item)
    {
        if (_corrections.TryGetValue((source, item), out JournalEntry? corrected))
            return corrected;
        return Journal.Find(source, item) is not { } written ? null : written with
        {
            IsCorrection = true,
            Contributions = [.. _ways[source].Way.Ends.SelectMany(end => Journal.Contributions(written, end))],
            Outputs = [.. written.Outputs.Select(output => output with
            {
                Path = Path.Combine(state.Context.Folder.Path, output.Path),
            })],
        };
    }

    // Corrections of one item come one after the other: its ends are settled in their order.
    private void Correct(JournalEntry entry)
    {
        _corrections[(entry.Source, entry.Item)] = entry;
        Journal.Add(entry);
    }

    private static JournalEntry WithLetter(JournalEntry entry, DeadLetter letter,
        IReadOnlyList<JournalContribution> contributions) => entry with
    {
        Outcome = ItemOutcome.Dead,
        Letters = entry.Letters.Any(known => known.Block == letter.Block && known.Item == letter.Item) ? entry.Letters
            : [.. entry.Letters, letter],
        Contributions = [.. contributions.Where(part => part.Node != letter.Block || part.Part != letter.Item)],
    };

    // A copy that has other times is the same file when it has the same content.
    private JournalEntry Held(EntryRef asked, JournalEntry end, string worker)
    {
        if (end.Outcome == ItemOutcome.Dead || end.Stamp == asked.Stamp || InputFiles.Hash(asked.Files) == end.Hash)
            return end;
        foreach (JournalOutput output in end.Outputs)
            File.Delete(Path.Combine(state.Context.Folder.Path, output.Path));
        return end with
        {
            Outcome = ItemOutcome.Dead, Contributions = [], Outputs = [], Remarks = [],
            Letters = [new DeadLetter(asked.Item, asked.Sequence, asked.Source, RejectReason.Unreadable,
                $"{worker} read another file than lies at {asked.Input}: its content differs; give it the same data "
                    + "(--map FROM=TO), then replay", asked.Input, "")],
        };
    }

    private bool Waits(JournalEntry entry, KnownWay way)
    {
        lock (_gate)
        {
            if (way.Keepers.All(_made.Contains))
                return false;
            _waiting.Add(entry);
            return true;
        }
    }

    private static JournalEntry EntryOf(Ticket ticket, KnownWay way) => new()
    {
        Source = ticket.Source, Item = ticket.Id, Sequence = ticket.Number, Input = ticket.Input,
        Stamp = ticket.Stamp, Hash = ticket.Hash, ScanHash = ticket.ScanHash, Upstream = way.Upstream,
        Outcome = ticket.Outcome,
        IsResumable = way.Way.IsRemembered, Letters = ticket.Letters, Remarks = ticket.Notes!.Remarks,
        Facts = ticket.Notes.Facts, Contributions = ticket.Contributions, Outputs = ticket.Outputs,
    };

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

    private static bool IsOfTheMachine(IReadOnlyList<DeadLetter> letters) => letters.Any(letter => letter.Reason
        is RejectReason.Stopped or RejectReason.OutputFailed or RejectReason.Shortage or RejectReason.DeviceMemory);

    private IEnumerable<IKnownBeforehand> ValuesOf(Way way) => way.Nodes.Where(wiring.Captures.ContainsKey)
        .Select(id => (IKnownBeforehand)wiring.Captures[id]);

    // Values in the order of the plan.
    private string UpstreamNow(string source)
    {
        string[] values = [.. plan.WayOf(source).Nodes.Where(wiring.Captures.ContainsKey)
            .Select(id => $"{id} {((IKnownBeforehand)wiring.Captures[id]).Key}")];
        return values.Length == 0 ? "" : ContentKey.Of(values);
    }

    /// <summary>What is known of the way of a source's items once its phase begins.</summary>
    private sealed class KnownWay(Way way, string upstream)
    {
        public Way Way => way;

        public string Upstream => upstream;

        /// <summary>Reducers on the way whose product is kept.</summary>
        public IEnumerable<string> Keepers => way.IsRemembered ? way.Fits : [];

        public bool MayResume { get; set; } = way.IsRemembered;
    }
}
