using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Joins several streams into one, in the order of admission, and completes when all of them have.</summary>
/// <remarks>
/// A head may leave when nothing that is still to come could precede it: every other input shows a later head, has
/// completed, belongs to a later phase, or can only bring later items: the head is the lowest one in flight, and the
/// input cannot bring more of that same item. The last rule is what keeps the byte budget free of stalls: the lowest
/// item never waits for one not yet admitted. No item waits for the product of a reducer, which waits for all
/// items. Whoever changes something (an item comes, an input ends, the taker has room, the lowest item ends) sends what
/// can be sent, unless somebody does already.
/// </remarks>
internal sealed class Merger<T>
{
    private readonly Lock _gate = new();
    private readonly RunState _state;
    private readonly Outlet<T> _out;
    private readonly Queue[] _inputs;
    private readonly bool _ordered;
    private readonly Pump _send;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Merger(RunState state, IInlet<T> taker, InputFacts[] facts, bool ordered, int capacity)
    {
        (_state, _ordered, _send) = (state, ordered, new Pump(SendReady));
        _out = new Outlet<T>(state.Abort);
        _out.Connect([taker]);
        _inputs = [.. facts.Select(fact => new Queue(this, fact, capacity))];
        state.WhenLowestMoves(_send.Runner);
    }

    /// <summary>What is known beforehand of one input: the sources whose items come by it and the first phase of any of
    /// them; none for a reducer's, whose product comes after all items.</summary>
    public readonly record struct InputFacts(IReadOnlySet<string> Sources, int FirstPhase);

    /// <summary>Completes when everything has left and the taker was told so.</summary>
    public Task Completion => _done.Task.WaitAsync(_state.Abort);

    public IInlet<T> Input(int index) => _inputs[index];

    private void SendReady()
    {
        while (TryFindNext(out Queue? first, out Flow<T> head))
        {
            if (!_out.TrySend(head, _send.Runner))
                return;
            Action? room;
            lock (_gate)
                room = first.Remove();
            room?.Invoke();
        }
        bool isDone;
        lock (_gate)
            isDone = Array.TrueForAll(_inputs, input => input.IsDone);
        if (isDone && _done.TrySetResult())
            _out.Complete();
    }

    private bool TryFindNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Queue? first, out Flow<T> head)
    {
        lock (_gate)
        {
            first = null;
            foreach (Queue input in _inputs)
                if (input.Count > 0 && (first is null || input.Head.Key.CompareTo(first.Head.Key) < 0))
                    first = input;
            head = default;
            if (first is null || !MayLeave(first))
                return false;
            head = first.Head;
            first.DoneAfterHead = head.IsLast ? head.Ticket.Sequence : first.DoneThrough;
            bool isLast = head.IsLast;
            foreach (Queue input in _inputs)
                isLast &= input == first || !input.MayBringMore(head.Ticket);
            head = head with { IsLast = isLast };
            return true;
        }
    }

    private bool MayLeave(Queue first)
    {
        if (!_ordered)
            return true;
        Ticket ticket = first.Head.Ticket;
        foreach (Queue other in _inputs)
        {
            if (other.Count > 0 || other.IsDone)
                continue;
            // A product comes after everything else; several of them in the order of the inputs.
            if (ticket.IsDerived)
                return false;
            if (other.Facts.FirstPhase > ticket.Phase)
                continue;
            if (other.MayBringMore(ticket) || _state.LowestOpen < ticket.Sequence)
                return false;
        }
        return true;
    }

    /// <summary>What has come by one input and not left.</summary>
    private sealed class Queue(Merger<T> merger, InputFacts facts, int capacity) : IInlet<T>
    {
        private readonly Flow<T>[] _ring = new Flow<T>[capacity];
        private Action? _room;
        private bool _isComplete;
        private int _first;

        public InputFacts Facts => facts;

        public int Count { get; private set; }

        /// <summary>Sequence number of the newest item of which nothing more comes by this input.</summary>
        public long DoneThrough { get; private set; } = -1;

        /// <summary>The same once the head has left; kept beside it, because its ticket is another's then.</summary>
        public long DoneAfterHead { get; set; }

        public bool IsDone => _isComplete && Count == 0;

        public ref readonly Flow<T> Head => ref _ring[_first];

        public bool MayBringMore(Ticket ticket) => DoneThrough < ticket.Sequence && facts.Sources.Contains(
            ticket.Source);

        public bool TryTake(in Flow<T> flow, Action room)
        {
            lock (merger._gate)
            {
                if (Count == capacity)
                {
                    _room = room;
                    return false;
                }
                _ring[(_first + Count) % capacity] = flow;
                Count++;
            }
            merger._send.Run();
            return true;
        }

        public void Complete()
        {
            lock (merger._gate)
                _isComplete = true;
            merger._send.Run();
        }

        /// <summary>Removes the head.</summary>
        /// <returns>Whom to tell that there is room; null for nobody.</returns>
        public Action? Remove()
        {
            DoneThrough = DoneAfterHead;
            _ring[_first] = default;
            _first = (_first + 1) % capacity;
            Count--;
            Action? room = _room;
            _room = null;
            return room;
        }
    }
}
