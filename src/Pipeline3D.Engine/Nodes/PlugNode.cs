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
/// (if it keeps order), when the block ends, or when the node's timeout (default 10 minutes) has passed, before the
/// block took it or since. What the block gives back is noted at once and leaves when there is room, so that a slow
/// taker does not count against the block; no further item is taken meanwhile.
/// </remarks>
internal sealed class PlugNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private const int MaxGivenUp = 100_000;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<Pending> _pending = new();
    private readonly HashSet<(long Sequence, int Part)> _givenUp = [];
    private readonly IPropagatorBlock<Item<TIn>, Item<TOut>> _raw;
    private readonly PlugGiver<TIn, TOut> _giver;
    private readonly Inlet<TIn> _in;
    private readonly ActionBlock<Item<TOut>> _back;
    private readonly Pump _send;
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _keepsOrder;
    private readonly TimeSpan _timeout;
    private TaskCompletionSource? _room;
    private PlugGiver<TIn, TOut>.Refusal? _end;
    private bool _areAllTaken;

    public PlugNode(GraphNode spec, RunState state, IPlug<TIn, TOut> plug) : base(spec, state)
    {
        _raw = plug.CreateBlock(state.Context)
            ?? throw new InvalidOperationException($"the plug '{spec.Id}' made no block");
        _keepsOrder = plug.KeepsOrder;
        _timeout = spec.Settings.Timeout ?? DefaultTimeout;
        _giver = new PlugGiver<TIn, TOut>(_raw, _timeout, state.Time, state.Abort);
        _send = new Pump(SendReady);
        _in = OneAtATime<TIn>(TakeAsync, capacity: 1);
        _back = new ActionBlock<Item<TOut>>(GiveBack,
            new ExecutionDataflowBlockOptions { CancellationToken = state.Abort });
        // A fault of the raw block is a fate of its items here, not of the run: completion is handed on by hand.
        _raw.LinkTo(_back);
        Parts.Add(RunAsync());
    }

    public IInlet<TIn> In => _in;

    private async ValueTask TakeAsync(Flow<TIn> flow)
    {
        var pending = new Pending(flow);
        lock (_gate)
        {
            _pending.Enqueue(pending);
            if (!flow.IsLive)
                pending.Result = flow.Pass<TOut>();
            else if (State.Stop.IsCancellationRequested)
                Bury(pending, RejectReason.Stopped, "the run was stopped before this block took the item");
        }
        if (pending.Result is null)
            await GiveAsync(pending).ConfigureAwait(false);
        _send.Run();
        Task? room = null;
        lock (_gate)
            if (_pending.TryPeek(out Pending? head) && head.Result is not null)
                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        if (room is not null)
            await room.WaitAsync(State.Abort).ConfigureAwait(false);
    }

    private async Task GiveAsync(Pending pending)
    {
        Flow<TIn> flow = pending.Flow;
        long began = State.Time.GetTimestamp();
        flow.Ticket.At = Spec.Id;
        Guard.Meter.Began(flow.SentAt, began);
        PlugGiver<TIn, TOut>.Refusal? refusal;
        lock (_gate)
        {
            pending.Since = began;
            refusal = _end;
        }
        refusal ??= await _giver.GiveAsync(
            new Item<TIn>(flow.Id, flow.Ticket.Sequence, flow.Payload!) { Part = flow.Part }).ConfigureAwait(false);
        lock (_gate)
        {
            // It may have been taken by a block that has ended meanwhile.
            if (pending.Result is null && (refusal ?? _end) is { } why)
                Bury(pending, why.Reason, why.Message);
            // It counts from here: waiting for room is the block's time too, but not the item's.
            pending.Since = State.Time.GetTimestamp();
            pending.IsInside = true;
        }
    }

    private void GiveBack(Item<TOut>? item)
    {
        _giver.Moved();
        lock (_gate)
        {
            if (item is null)
            {
                // Whose it was tells the order alone; without it, the item's time runs out.
                if (_keepsOrder && _pending.FirstOrDefault(p => p.Result is null) is { } first)
                    Bury(first, RejectReason.NoResult, "the plugged-in block gave back nothing");
                _send.Run();
                return;
            }
            Pending? match = _pending.FirstOrDefault(p => p.Result is null && p.Flow.Key == (item.Sequence, item.Part));
            if (match is null)
            {
                // Late: it is a dead letter already.
                if (!_givenUp.Remove((item.Sequence, item.Part)))
                    State.AddFailure($"{Spec.Id} gave back {item.Id} (sequence {item.Sequence}), which it did not "
                        + "have: a plugged-in block gives one output per input and keeps Id, Sequence and Part");
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
        _send.Run();
    }

    private async Task RunAsync()
    {
        Task watching = WatchAsync();
        Task taking = TakeAllAsync();
        // A block that ends before all was taken, or never, ends nothing else.
        await Task.WhenAny(EndOf(_raw), watching).ConfigureAwait(false);
        _back.Complete();
        await EndOf(_back).ConfigureAwait(false);
        State.Abort.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _end = _giver.End ?? new(RejectReason.Lost, "the plugged-in block has completed; it takes no more items");
            PlugGiver<TIn, TOut>.Refusal kept = _giver.End
                ?? new(RejectReason.Lost, "the plugged-in block ended without giving the item back");
            foreach (Pending left in _pending.Where(p => p.Result is null && p.IsInside))
                Bury(left, kept.Reason, kept.Message);
        }
        _send.Run();
        await taking.ConfigureAwait(false);
        _settled.SetResult();
        await watching.ConfigureAwait(false);
        _send.Run();
        await _emptied.Task.WaitAsync(State.Abort).ConfigureAwait(false);
        Out.Complete();
    }

    // A fault is looked at by whoever waits for it; here it is an end like another.
    private static Task EndOf(IDataflowBlock block) => block.Completion.ContinueWith(
        static _ => { }, CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task TakeAllAsync()
    {
        await _in.Completion.ConfigureAwait(false);
        lock (_gate)
            _areAllTaken = true;
        // On a thread of its own, as a block may never return from it either.
        _ = Task.Run(_raw.Complete, CancellationToken.None).ContinueWith(failed => State.AddFailure(
            $"{Spec.Id} could not be completed: {failed.Exception!.GetBaseException().Message}"),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Looks for items that are overdue until all that came in have a result.</summary>
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_timeout < TimeSpan.FromSeconds(2) ? _timeout / 2
            : TimeSpan.FromSeconds(1), State.Time);
        while (true)
        {
            lock (_gate)
            {
                foreach (Pending late in _pending.Where(p => p.Result is null && p.IsInside
                    && State.Time.GetElapsedTime(p.Since) > _timeout))
                    Bury(late, RejectReason.Timeout,
                        $"the plugged-in block did not give the item back within {_timeout}");
                if (_areAllTaken && _pending.All(p => p.Result is not null))
                    return;
            }
            _send.Run();
            await Task.WhenAny(timer.WaitForNextTickAsync(State.Abort).AsTask(), _settled.Task).ConfigureAwait(false);
            if (_settled.Task.IsCompleted)
                return;
            State.Abort.ThrowIfCancellationRequested();
        }
    }

    private void Bury(Pending pending, RejectReason reason, string message)
    {
        if (_givenUp.Count >= MaxGivenUp)
            _givenUp.Clear();
        _givenUp.Add(pending.Flow.Key);
        Guard.Meter.Ended(pending.Since, State.Time.GetTimestamp(), dead: true);
        pending.Result = Guard.Bury<TIn, TOut>(pending.Flow, reason, message);
    }

    private void SendReady()
    {
        while (ReadyOrIdle() is { } next)
        {
            if (!Out.TrySend(next, _send.Runner))
                return;
            lock (_gate)
                _pending.Dequeue();
        }
    }

    // The next item that may leave; null, and whoever waits for that is told, when there is none.
    private Flow<TOut>? ReadyOrIdle()
    {
        lock (_gate)
        {
            if (_pending.TryPeek(out Pending? head) && head.Result is { } ready)
                return ready;
            _room?.TrySetResult();
            _room = null;
            if (_areAllTaken && _pending.Count == 0)
                _emptied.TrySetResult();
            return null;
        }
    }

    private sealed class Pending(Flow<TIn> flow)
    {
        public Flow<TIn> Flow => flow;

        /// <summary>When it was offered, then when the block took it.</summary>
        public long Since { get; set; }

        /// <summary>Whether the block has it, or was done with offering it.</summary>
        public bool IsInside { get; set; }

        public Flow<TOut>? Result { get; set; }
    }
}
