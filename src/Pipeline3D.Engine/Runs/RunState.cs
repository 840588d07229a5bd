using System.Collections.Concurrent;
using System.Diagnostics;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>What all nodes of one run share: admission and end of items, counts, dead letters, failures.</summary>
internal sealed class RunState(RunOptions options, CancellationToken stop) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedSet<long> _open = [];
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, bool> _cutSources = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _abort = new();
    private readonly long[] _ended = new long[4];
    private readonly long _started = options.Context.Time.GetTimestamp();
    private TaskCompletionSource _lowestMoved = NewSignal();
    private volatile bool _tooManyRejected;
    private long _next, _resumed, _resumedDead;

    public RunContext Context => options.Context;

    public TimeProvider Time => options.Context.Time;

    public ByteBudget Budget { get; } = new(options.BudgetBytes);

    public DeadLetterLog DeadLetters { get; } = new(options.Context.Folder.DeadLetters, options.MostLettersKept);

    public IRunJournal Journal => options.Journal;

    public IArtifactCache? Cache => options.Cache;

    /// <summary>Key of what decides a node's output; empty when it is not to be cached.</summary>
    public string DefinitionOf(string node) => options.Definitions.GetValueOrDefault(node, "");

    /// <summary>Whether dead items of earlier runs are tried again.</summary>
    public bool RetriesDead => options.RetryDead;

    /// <summary>Decides what need not be computed again; set once the graph is wired.</summary>
    public Resumption Resumption { get; set; } = null!;

    /// <summary>Whether more items were rejected than the run's options allow.</summary>
    public bool TooManyRejected => _tooManyRejected;

    public long? Total { get; set; }

    /// <summary>The caller's stop.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Cancelled when the graph itself is broken; ends every wait, so that nothing hangs.</summary>
    public CancellationToken Abort => _abort.Token;

    public bool IsDraining => options.Drain.IsCancellationRequested || stop.IsCancellationRequested
        || _abort.IsCancellationRequested || Journal.Problem is not null || TooManyRejected;

    public IReadOnlyCollection<string> Failures => _failures;

    public TimeSpan Elapsed => Time.GetElapsedTime(_started);

    public RunCounts Counts
    {
        get
        {
            lock (_gate)
                return new RunCounts(_next, _next - _resumed, _ended[(int)ItemOutcome.Completed],
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
                Elapsed);
        }
    }

    /// <summary>The lowest sequence number in flight; <see cref="long.MaxValue"/> when there is none.</summary>
    public long LowestOpen { get { lock (_gate) return _open.Count == 0 ? long.MaxValue : _open.Min; } }

    /// <summary>Completes when <see cref="LowestOpen"/> has changed since the call.</summary>
    public Task LowestMoved { get { lock (_gate) return _lowestMoved.Task; } }

    /// <summary>Begins an item, and gives it its number. One that an earlier run finished holds no bytes.</summary>
    public Ticket Open(ItemId id, string input, long bytes, string source, int phase, string stamp = "",
        JournalEntry? resumed = null, bool isJournaled = false, long? dueAt = null)
    {
        EngineTelemetry.BytesInFlight.Add(bytes);
        Activity? trace = resumed is null ? StartTrace(id) : null;
        RunNotes? notes = isJournaled ? new RunNotes() : null;
        lock (_gate)
        {
            long sequence = _next++;
            if (resumed is not null)
                _resumed++;
            _open.Add(sequence);
            return new Ticket(id, sequence, input, bytes, source, phase, derived: false)
            {
                Trace = trace, Stamp = stamp, DueAt = dueAt, Resumed = resumed, IsJournaled = isJournaled, Notes = notes,
                Context = notes is null ? null : Context.NotedBy(notes),
            };
        }
    }

    /// <summary>Ends an item that an earlier run rejected the way it ended then.</summary>
    public void Repeat(JournalEntry entry)
    {
        foreach (DeadLetter letter in entry.Letters)
            Log(letter);
        foreach (string remark in entry.Remarks)
            Context.AddRemark(remark);
        foreach ((string name, string value) in entry.Facts)
            Context.AddFact(name, value);
    }

    // Each item is a trace of its own: it must neither become a child of whatever is current nor stay current itself.
    private static Activity? StartTrace(ItemId id)
    {
        Activity? current = Activity.Current;
        Activity.Current = null;
        Activity? trace = EngineTelemetry.Traces.StartActivity("pipeline3d.item");
        trace?.SetTag("pipeline3d.item", id.Path);
        Activity.Current = current;
        return trace;
    }

    /// <summary>Ends one branch of an item; the last one gives its bytes back.</summary>
    public void Settle(Ticket ticket, ItemOutcome outcome)
    {
        if (!ticket.Settle(outcome) || ticket.IsDerived)
            return;
        TaskCompletionSource? moved = null;
        lock (_gate)
        {
            _ended[(int)ticket.Outcome]++;
            if (ticket.Resumed is { Outcome: ItemOutcome.Dead })
                _resumedDead++;
            bool wasLowest = _open.Min == ticket.Sequence;
            _open.Remove(ticket.Sequence);
            if (wasLowest)
                (moved, _lowestMoved) = (_lowestMoved, NewSignal());
        }
        moved?.TrySetResult();
        ticket.Trace?.SetTag("pipeline3d.outcome", ticket.Outcome.ToString()).Dispose();
        EngineTelemetry.ItemsEnded.Add(1, new KeyValuePair<string, object?>("outcome", ticket.Outcome.ToString()));
        EngineTelemetry.BytesInFlight.Add(-ticket.Bytes);
        if (ticket.IsJournaled)
            Resumption.Ended(ticket);
        Budget.GiveBack(ticket.Bytes);
        options.Ended?.Invoke(new ItemEnd(ticket.Id, ticket.Outcome, ticket.Letters));
        if (options.MostRejected is { } most && !_tooManyRejected)
            CheckRejected(most);
    }

    private void CheckRejected(RejectLimit most)
    {
        long rejected = RejectedItems, ended = Progress.Ended;
        if (!most.IsExceededBy(rejected, ended, Total))
            return;
        _tooManyRejected = true;
        AddFailure($"more items were rejected than --max-rejected {most} allows; see: pipeline3d dead "
            + Context.Folder.Path);
    }

    public void AddDeadLetter(Ticket ticket, ItemId id, string block, RejectReason reason, string message,
        string stack = "")
    {
        var letter = new DeadLetter(id, ticket.IsDerived ? -1 : ticket.Sequence, block, reason, message, ticket.Input,
            stack);
        ticket.Add(letter);
        Log(letter);
    }

    private void Log(DeadLetter letter)
    {
        if (DeadLetters.Add(letter) is { } problem)
            AddFailure(problem);
    }

    /// <summary>Notes that a drain or stop ended a source before its last entry.</summary>
    public void Cut(string source) => _cutSources[source] = true;

    /// <summary>Whether a drain or stop ended the source before its last entry.</summary>
    public bool WasCut(string source) => _cutSources.ContainsKey(source);

    public void AddFailure(string sentence) => _failures.Enqueue(sentence);

    /// <summary>The graph itself is broken: says why and ends every wait.</summary>
    public void Break(string sentence)
    {
        AddFailure(sentence);
        _abort.Cancel();
    }

    public void Dispose()
    {
        DeadLetters.Dispose();
        _abort.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
