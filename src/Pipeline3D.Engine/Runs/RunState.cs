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
    private readonly long[] _ended = new long[3];
    private readonly long _started = options.Context.Time.GetTimestamp();
    private TaskCompletionSource _lowestMoved = NewSignal();
    private long _next, _listed, _resumed;

    public RunContext Context => options.Context;

    public TimeProvider Time => options.Context.Time;

    public ByteBudget Budget { get; } = new(options.BudgetBytes);

    public DeadLetterLog DeadLetters { get; } = new(options.Context.Folder.DeadLetters);

    public IRunJournal Journal => options.Journal;

    public long? Total { get; set; }

    /// <summary>The caller's stop.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Cancelled when the graph itself is broken; ends every wait, so that nothing hangs.</summary>
    public CancellationToken Abort => _abort.Token;

    public bool IsDraining => options.Drain.IsCancellationRequested || stop.IsCancellationRequested
        || _abort.IsCancellationRequested;

    public IReadOnlyCollection<string> Failures => _failures;

    public TimeSpan Elapsed => Time.GetElapsedTime(_started);

    public RunCounts Counts
    {
        get
        {
            lock (_gate)
                return new RunCounts(_listed, _next, _ended[1], _ended[2], _ended[0], _resumed);
        }
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

    public void CountResumed()
    {
        lock (_gate)
        {
            _listed++;
            _resumed++;
        }
    }

    public Ticket Open(ItemId id, string input, long bytes, string source, int phase)
    {
        EngineTelemetry.BytesInFlight.Add(bytes);
        Activity? trace = StartTrace(id);
        lock (_gate)
        {
            _listed++;
            long sequence = _next++;
            _open.Add(sequence);
            return new Ticket(id, sequence, input, bytes, source, phase, derived: false) { Trace = trace };
        }
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
            bool wasLowest = _open.Min == ticket.Sequence;
            _open.Remove(ticket.Sequence);
            if (wasLowest)
                (moved, _lowestMoved) = (_lowestMoved, NewSignal());
        }
        moved?.TrySetResult();
        ticket.Trace?.SetTag("pipeline3d.outcome", ticket.Outcome.ToString()).Dispose();
        EngineTelemetry.ItemsEnded.Add(1, new KeyValuePair<string, object?>("outcome", ticket.Outcome.ToString()));
        EngineTelemetry.BytesInFlight.Add(-ticket.Bytes);
        Journal.Ended(ticket.Id, ticket.Outcome);
        Budget.GiveBack(ticket.Bytes);
    }

    public void AddDeadLetter(Ticket ticket, ItemId id, string block, RejectReason reason, string message,
        string stack = "")
    {
        var letter = new DeadLetter(id, ticket.IsDerived ? -1 : ticket.Sequence, block, reason, message, ticket.Input,
            stack);
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
