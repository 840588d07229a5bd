using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Engine.Runs;

/// <summary>What all nodes of one run share: admission and end of items, counts, dead letters, failures.</summary>
internal sealed class RunState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly OpenNumbers _open = new();
    private readonly Stack<Ticket> _unused = new();
    private readonly List<Ticket> _tickets = [];
    private readonly List<Action> _lowestMoved = [];
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, string> _cutSources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorkerStatistics> _workers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _wired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _stopOrAbort, _feedEnd;
    private readonly long[] _ended = new long[4];
    private readonly RunOptions _options;
    private readonly long _started;
    private volatile bool _tooManyRejected, _isShort, _isClosed, _isFeedOver;
    private long _resumed, _resumedDead;

    public RunState(RunOptions options, CancellationToken stop)
    {
        (_options, Stop, Context) = (options, stop, options.Context.DrainedBy(options.Drain));
        _started = Time.GetTimestamp();
        _stopOrAbort = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        _feedEnd = CancellationTokenSource.CreateLinkedTokenSource(_stopOrAbort.Token);
        Budget = new ByteBudget(options.BudgetBytes, options.Context.Held, _stopOrAbort.Token);
        DeadLetters = new DeadLetterLog(Context.Folder, options.MaxLettersKept, options.MaxLetterBytes);
    }

    public RunContext Context { get; }

    public TimeProvider Time => Context.Time;

    public ByteBudget Budget { get; }

    public DeadLetterLog DeadLetters { get; }

    public IRunJournal Journal => _options.Journal;

    public IArtifactCache? Cache => _options.Cache;

    /// <summary>Other processes that compute items; null when all are computed here.</summary>
    public IWorkPool? Pool => _options.Pool;

    /// <summary>Where items come from when they are computed for a run elsewhere.</summary>
    public IItemFeed? Feed => _options.Feed;

    /// <summary>The one group that is to be reduced for a run elsewhere; null for all else.</summary>
    public FitOrder? Fit => _options.Fit;

    /// <summary>Whether anybody wants to know what became of an item and the hash of what it was made of.</summary>
    public bool KeepsEnds => Journal.IsOn || Feed is not null;

    /// <summary>Key of what decides a node's output; empty when it is not to be cached.</summary>
    public string DefinitionOf(string node) => _options.Definitions.GetValueOrDefault(node, "");

    /// <summary>Whether dead items of earlier runs are tried again.</summary>
    public bool RetriesDead => _options.RetryDead;

    /// <summary>Decides what need not be computed again; set once the graph is wired.</summary>
    public Resumption Resumption { get; set; } = null!;

    /// <summary>Whether more items were rejected than the run's options allow.</summary>
    public bool TooManyRejected => _tooManyRejected;

    public long? Total { get; set; }

    /// <summary>The caller's stop.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Cancelled when the graph itself is broken; ends every wait, so that nothing hangs.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Cancelled by the caller's stop as by a broken graph.</summary>
    public CancellationToken StopOrAbort => _stopOrAbort.Token;

    /// <summary>Cancelled when a feed gives nothing more and all that it gave has ended.</summary>
    public CancellationToken FeedEnded => _feedEnd.Token;

    public bool IsDraining => _options.Drain.IsCancellationRequested || Stop.IsCancellationRequested
        || _abort.IsCancellationRequested || Journal.Problem is not null || TooManyRejected
        || _isShort;

    public IReadOnlyCollection<string> Failures => _failures;

    public TimeSpan Elapsed => Time.GetElapsedTime(_started);

    public RunCounts Counts
    {
        get
        {
            lock (_gate)
                return new RunCounts(_open.Opened, _open.Opened - _resumed, _ended[(int)ItemOutcome.Completed],
                    _ended[(int)ItemOutcome.Dead], _ended[(int)ItemOutcome.Filtered],
                    _ended[(int)ItemOutcome.Resumed]);
        }
    }

    /// <summary>Items that were rejected, by this run or by an earlier one of its journal.</summary>
    public long RejectedItems
    {
        get { lock (_gate) return _ended[(int)ItemOutcome.Dead] + _resumedDead; }
    }

    public RunProgress Progress
    {
        get
        {
            RunCounts counts = Counts;
            long ended = counts.Completed + counts.Dead + counts.Filtered;
            return new RunProgress(ended + counts.Resumed, Total, counts.Dead, counts.Read - ended, Budget.InFlight,
                Elapsed)
            {
                Workers = Pool?.Workers, Status = Context.Status, LongWork = Context.LongWork.Taken,
                    LongWorkLeft = Context.LongWork.Left,
            };
        }
    }

    /// <summary>The lowest sequence number in flight; <see cref="long.MaxValue"/> when there is none.</summary>
    public long LowestOpen { get { lock (_gate) return _open.Lowest; } }

    /// <summary>Completes when all nodes are linked, so that what leaves one arrives.</summary>
    public Task Wired => _wired.Task;

    /// <summary>All nodes are linked.</summary>
    public void SetWired() => _wired.TrySetResult();

    /// <summary>The feed gives nothing more.</summary>
    public void EndFeed()
    {
        lock (_gate)
            _isFeedOver = true;
        EndFeedWhenIdle();
    }

    private void EndFeedWhenIdle()
    {
        lock (_gate)
            if (!_isFeedOver || _open.Lowest != long.MaxValue)
                return;
        _feedEnd.Cancel();
    }

    /// <summary>Has something called whenever <see cref="LowestOpen"/> has changed; before the run begins.</summary>
    public void WhenLowestMoves(Action call) => _lowestMoved.Add(call);

    /// <summary>Begins an item, and gives it its number. One that an earlier run finished holds no bytes.</summary>
    public Ticket Open(ItemId id, string input, long bytes, string source, int phase, string stamp = "",
        JournalEntry? resumed = null, bool isJournaled = false, long? dueAt = null,
        ActivityContext parent = default, EntryRef? entry = null)
    {
        EngineTelemetry.BytesInFlight.Add(bytes);
        Activity? trace = resumed is null ? StartTrace(id, parent) : null;
        Ticket? ticket;
        lock (_gate)
        {
            if (!_unused.TryPop(out ticket))
                _tickets.Add(ticket = new Ticket { Id = id, Input = input, Source = source });
            ticket.Sequence = _open.Open();
            ticket.IsOpen = true;
            if (resumed is not null)
                _resumed++;
        }
        (ticket.Id, ticket.Input, ticket.Bytes, ticket.Source, ticket.Phase) = (id, input, bytes, source, phase);
        (ticket.Trace, ticket.Stamp, ticket.Resumed, ticket.DueAt) = (trace, stamp, resumed, dueAt);
        ticket.Number = entry?.Sequence ?? ticket.Sequence;
        (ticket.Entry, ticket.Timings) = (entry, entry is null ? null : []);
        ticket.IsJournaled = isJournaled;
        ticket.Notes = isJournaled ? new RunNotes() : null;
        ticket.Context = ticket.Notes is null ? null : Context.NotedBy(ticket.Notes);
        return ticket;
    }

    /// <summary>What each process did that computed items elsewhere, by name.</summary>
    public ImmutableArray<WorkerStatistics> WorkersUsed => [.. _workers.Values.OrderBy(worker => worker.Worker,
        StringComparer.Ordinal)];

    /// <summary>Another process computed an item.</summary>
    public void CountWorker(RemoteEnd end)
    {
        var one = new WorkerStatistics(end.Worker, 1,
            end.Timings.Aggregate(TimeSpan.Zero, (sum, timing) => sum + timing.Busy), end.Attempt > 1 ? 1 : 0);
        _workers.AddOrUpdate(end.Worker, one, (_, sum) => sum with
        {
            Items = sum.Items + 1, Busy = sum.Busy + one.Busy, Again = sum.Again + one.Again,
        });
    }

    /// <summary>Tells what was told of an item when it was computed, by an earlier run or another process.</summary>
    public void Repeat(JournalEntry entry)
    {
        foreach (DeadLetter letter in entry.Letters)
            Log(letter);
        foreach (string remark in entry.Remarks)
            Context.AddRemark(remark);
        foreach ((string name, string value) in entry.Facts)
            Context.AddFact(name, value);
    }

    // An item hangs below what brought it, or is a trace of its own: it must neither become a child of whatever is
    // current nor stay current itself.
    private static Activity? StartTrace(ItemId id, ActivityContext parent)
    {
        if (!EngineTelemetry.Traces.HasListeners())
            return null;
        Activity? current = Activity.Current;
        Activity.Current = null;
        Activity? trace = EngineTelemetry.Traces.StartActivity("pipeline3d.item", ActivityKind.Internal, parent);
        trace?.SetTag("pipeline3d.item", id.Path);
        Activity.Current = current;
        return trace;
    }

    /// <summary>Ends one branch of an item; the last one gives its bytes back.</summary>
    public void Settle(Ticket ticket, ItemOutcome outcome)
    {
        if (!ticket.Settle(outcome) || ticket.IsDerived || _isClosed)
            return;
        if (ticket.IsJournaled && Feed is null)
            Resumption.Ended(ticket);
        else if (ticket is { Entry: not null, Resumed: { Outputs.Count: > 0 } taken } && Feed is null)
            Resumption.Taken(taken);
        else if (ticket.Entry is { } asked && Feed is not null && Fit is null)
            Resumption.Ended(ticket, asked);
        ItemOutcome end = ticket.Outcome;
        ticket.Trace?.SetTag("pipeline3d.outcome", end.ToString()).Dispose();
        ItemEnd? told = _options.Ended is null ? null : new ItemEnd(ticket.Id, end, ticket.Letters);
        (long bytes, long sequence, long number, ItemId id) = (ticket.Bytes, ticket.Sequence, ticket.Number, ticket.Id);
        bool hasMoved;
        lock (_gate)
        {
            // Left behind meanwhile, and counted so.
            if (!ticket.IsOpen)
                return;
            ticket.IsOpen = false;
            _ended[(int)end]++;
            if (end == ItemOutcome.Resumed && ticket.Resumed is { Outcome: ItemOutcome.Dead })
                _resumedDead++;
            hasMoved = _open.Close(sequence);
            if (ticket.IsReusable)
            {
                ticket.Clear();
                _unused.Push(ticket);
            }
        }
        if (hasMoved)
            foreach (Action call in _lowestMoved)
                call();
        if (hasMoved && Feed is not null)
            EndFeedWhenIdle();
        EngineTelemetry.Ended(end);
        if (Context.Log.IsEnabled(LogLevel.Debug))
            RunLog.ItemEnded(Context.Log, id, end);
        EngineTelemetry.BytesInFlight.Add(-bytes);
        Context.Device?.Release(number);
        Budget.GiveBack(bytes);
        if (told is not null)
            _options.Ended!(told);
        if (_options.MaxRejected is { } most && !_tooManyRejected)
            CheckRejected(most);
    }

    private void CheckRejected(RejectLimit most)
    {
        long rejected = RejectedItems, ended = Progress.Ended;
        if (!most.IsExceededBy(rejected, ended, Total))
            return;
        _tooManyRejected = true;
        AddFailure($"more scans were unusable than --max-unusable {most} allows; see: pipeline3d dead "
            + Context.Folder.Path);
    }

    /// <summary>Ends every item that is still open: no one works on it any more, or nobody waits for who does. What
    /// comes of it later counts for nothing.</summary>
    public void EndOpen(string why)
    {
        Ticket[] left;
        lock (_gate)
        {
            left = [.. _tickets.Where(ticket => ticket.IsOpen).OrderBy(ticket => ticket.Sequence)];
            foreach (Ticket ticket in left)
                (ticket.IsOpen, ticket.IsReusable) = (false, false);
            _ended[(int)ItemOutcome.Dead] += left.Length;
        }
        foreach (Ticket ticket in left)
        {
            // One that died before may only wait for its turn to be counted.
            if (ticket.Letters.Count == 0)
                AddDeadLetter(ticket, ticket.Id, ticket.At ?? ticket.Source, RejectReason.Stopped, why);
            Cut(ticket.Source);
            EngineTelemetry.Ended(ItemOutcome.Dead);
            EngineTelemetry.BytesInFlight.Add(-ticket.Bytes);
            ticket.Trace?.SetTag("pipeline3d.outcome", nameof(ItemOutcome.Dead)).Dispose();
            _options.Ended?.Invoke(new ItemEnd(ticket.Id, ItemOutcome.Dead, ticket.Letters));
        }
        _isClosed = true;
    }

    public void AddDeadLetter(Ticket ticket, ItemId id, string block, RejectReason reason, string message,
        string stack = "")
    {
        if (_isClosed)
            return;
        var letter = new DeadLetter(id, ticket.IsDerived ? -1 : ticket.Number, block, reason, message, ticket.Input,
            stack);
        ticket.Add(letter);
        Log(letter);
    }

    /// <summary>An item that ended well turns out to be rejected: by a reducer that took it elsewhere.</summary>
    public void TurnDead(DeadLetter letter, bool wasCompleted)
    {
        Log(letter);
        if (!wasCompleted)
            return;
        lock (_gate)
        {
            _ended[(int)ItemOutcome.Completed]--;
            _ended[(int)ItemOutcome.Dead]++;
        }
        if (_options.MaxRejected is { } most && !_tooManyRejected)
            CheckRejected(most);
    }

    private void Log(DeadLetter letter)
    {
        RunLog.Rejected(Context.Log, letter);
        long dropped = DeadLetters.Dropped;
        if (DeadLetters.Add(letter) is { } problem)
            AddFailure(problem);
        if (DeadLetters.Dropped == dropped)
            return;
        Context.AddFact("dead_letters_dropped", DeadLetters.Dropped.ToString(CultureInfo.InvariantCulture));
        Context.AddRemark($"{Context.Folder.DeadLetters} was full; {DeadLetters.Dropped} older dead letters are in no "
            + "file any more");
    }

    /// <summary>Notes that a drain or stop ended a source before its last entry.</summary>
    public void Cut(string source) => _cutSources.TryAdd(source,
        $"the run was ended before all of '{source}' was read");

    /// <summary>Why not all that a source lists came as far as it could, as a sentence: a drain or stop, or the machine
    /// ran short; null when all did.</summary>
    public string? WhyCut(string source) => _cutSources.GetValueOrDefault(source);

    /// <summary>Notes that the machine, not the scan, kept an item from being done: nothing is learnt without it, and a
    /// resumed run tries it again.</summary>
    /// <remarks>A run over files reads no further once memory, disk or handles are short, so that it can be resumed
    /// where there are more; a service goes on.</remarks>
    public void RanShort(Ticket ticket, RejectReason reason, string sentence)
    {
        if (!ticket.IsDerived)
            _cutSources.TryAdd(ticket.Source,
                $"'{ticket.Source}' gave {ticket.Id}, which could not be computed here: {sentence}");
        if (reason != RejectReason.Shortage || Context.Live is not null || _isShort)
            return;
        _isShort = true;
        AddFailure(sentence);
    }

    public void AddFailure(string sentence)
    {
        // A source that cannot list says so when it is counted and again when it is read.
        if (!_failures.Contains(sentence))
            RunLog.Failure(Context.Log, sentence);
        _failures.Enqueue(sentence);
    }

    /// <summary>The graph itself is broken: says why and ends every wait.</summary>
    public void Break(string sentence)
    {
        AddFailure(sentence);
        _abort.Cancel();
    }

    public void Dispose()
    {
        DeadLetters.Dispose();
        _feedEnd.Dispose();
        _stopOrAbort.Dispose();
        _abort.Dispose();
    }
}
