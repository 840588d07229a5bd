using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>A raw Dataflow block as a node: keeps account of what went in, so that whatever does not come out is a dead
/// letter.</summary>
/// <remarks>
/// Items leave in the order in which they came, as from any node. An item is lost when the block gives back a later one
/// (if it keeps order), when the block ends, or when the node's timeout (default 10 minutes) has passed.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001",
    Justification = "a SemaphoreSlim holds nothing to free unless its wait handle is asked for")]
internal sealed class PlugNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<Pending> _pending = new();
    private readonly IPropagatorBlock<Item<TIn>, Item<TOut>> _raw;
    private readonly Inlet<TIn> _in;
    private readonly ActionBlock<Item<TOut>> _back;
    private readonly SemaphoreSlim _emitting = new(1);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _keepsOrder;
    private readonly TimeSpan _timeout;

    public PlugNode(GraphNode spec, RunState state, IPlug<TIn, TOut> plug) : base(spec, state)
    {
        _raw = plug.CreateBlock(state.Context);
        _keepsOrder = plug.KeepsOrder;
        _timeout = spec.Settings.Timeout ?? DefaultTimeout;
        _in = OneAtATime<TIn>(TakeAsync, capacity: 1);
        _back = new ActionBlock<Item<TOut>>(GiveBackAsync,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1, CancellationToken = state.Abort });
        // A fault of the raw block is a fate of its items here, not of the run: completion is handed on by hand.
        _raw.LinkTo(_back);
        Parts.Add(DrainAsync());
    }

    public IInlet<TIn> In => _in;

    private async ValueTask TakeAsync(Flow<TIn> flow)
    {
        var pending = new Pending(flow, State.Time.GetTimestamp());
        lock (_gate)
            _pending.Enqueue(pending);
        if (!flow.IsLive)
            pending.Result = flow.Pass<TOut>();
        else if (!await SendAsync(flow).ConfigureAwait(false))
            Bury(pending, RejectReason.Lost, "the plugged-in block takes no more items: it has failed or completed");
        await EmitAsync().ConfigureAwait(false);
    }

    private async Task<bool> SendAsync(Flow<TIn> flow)
    {
        Guard.Meter.Began(flow.SentAt, State.Time.GetTimestamp());
        var item = new Item<TIn>(flow.Id, flow.Ticket.Sequence, flow.Payload!) { Part = flow.Part };
        Task<bool> sent = _raw.SendAsync(item, State.Abort);
        // A block that faults while it is full would leave the sender waiting for good.
        await Task.WhenAny(sent, _raw.Completion).ConfigureAwait(false);
        return sent.IsCompleted && await sent.ConfigureAwait(false);
    }

    private async Task GiveBackAsync(Item<TOut> item)
    {
        lock (_gate)
        {
            Pending? match = _pending.FirstOrDefault(p => p.Result is null && p.Flow.Key == (item.Sequence, item.Part));
            if (match is null)
            {
                State.AddFailure($"{Spec.Id} gave back {item.Id} (sequence {item.Sequence}), which it did not have: "
                    + "a plugged-in block gives one output per input and keeps Id, Sequence and Part");
                return;
            }
            Flow<TIn> flow = match.Flow;
            long now = State.Time.GetTimestamp();
            Guard.Meter.Ended(match.Since, now, dead: false);
            match.Result = item.Payload is null
                ? Guard.Bury<TIn, TOut>(flow, RejectReason.NoResult, "the plugged-in block gave back nothing")
                : flow.Live(item.Payload, now);
            if (_keepsOrder)
                foreach (Pending earlier in _pending.TakeWhile(p => p != match).Where(p => p.Result is null))
                    Bury(earlier, RejectReason.Lost, "the plugged-in block gave back a later item but not this one");
        }
        await EmitAsync().ConfigureAwait(false);
    }

    /// <summary>Looks for items that are overdue until all that came in have left.</summary>
    private async Task WatchAsync()
    {
        while (!_drained.Task.IsCompleted)
        {
            await Task.WhenAny(Task.Delay(Tick, State.Time, State.Abort), _drained.Task).ConfigureAwait(false);
            State.Abort.ThrowIfCancellationRequested();
            BuryOverdue();
            await EmitAsync().ConfigureAwait(false);
            lock (_gate)
                if (_in.Completion.IsCompleted && _pending.Count == 0)
                    return;
        }
    }

    private async Task DrainAsync()
    {
        Task overdue = WatchAsync();
        await _in.Completion.ConfigureAwait(false);
        _raw.Complete();
        await Task.WhenAny(_raw.Completion, overdue).ConfigureAwait(false);
        string end = _raw.Completion.Exception is { } fault
            ? $"the plugged-in block failed: {fault.GetBaseException().Message}"
            : "the plugged-in block ended without giving the item back";
        _back.Complete();
        await _back.Completion.ConfigureAwait(false);
        lock (_gate)
            foreach (Pending left in _pending.Where(p => p.Result is null))
                Bury(left, RejectReason.Lost, end);
        await EmitAsync().ConfigureAwait(false);
        _drained.SetResult();
        await overdue.ConfigureAwait(false);
        Out.Complete();
    }

    private TimeSpan Tick => _timeout < TimeSpan.FromSeconds(2) ? _timeout / 2 : TimeSpan.FromSeconds(1);

    private void BuryOverdue()
    {
        lock (_gate)
            foreach (Pending late in _pending.Where(p => p.Result is null
                && State.Time.GetElapsedTime(p.Since) > _timeout))
                Bury(late, RejectReason.Timeout, $"the plugged-in block did not give the item back within {_timeout}");
    }

    private void Bury(Pending pending, RejectReason reason, string message)
    {
        Guard.Meter.Ended(pending.Since, State.Time.GetTimestamp(), dead: true);
        pending.Result = Guard.Bury<TIn, TOut>(pending.Flow, reason, message);
    }

    private async Task EmitAsync()
    {
        await _emitting.WaitAsync(State.Abort).ConfigureAwait(false);
        try
        {
            while (true)
            {
                Flow<TOut> next;
                lock (_gate)
                {
                    if (!_pending.TryPeek(out Pending? head) || head.Result is null)
                        return;
                    next = head.Result.Value;
                    _pending.Dequeue();
                }
                await Out.SendAsync(next).ConfigureAwait(false);
            }
        }
        finally
        {
            _emitting.Release();
        }
    }

    private sealed class Pending(Flow<TIn> flow, long since)
    {
        public Flow<TIn> Flow => flow;

        public long Since => since;

        public Flow<TOut>? Result { get; set; }
    }
}
