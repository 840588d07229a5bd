using System.Threading.Tasks.Dataflow;

namespace Pipeline3D.Engine;

/// <summary>Joins several streams into one, in the order of admission, and completes when all of them have.</summary>
/// <remarks>
/// A head may leave when nothing that is still to come could precede it: every other input shows a later head, has
/// completed, belongs to a later phase, or can only bring later items: the head is the lowest one in flight, and the
/// input cannot bring more of that same item. The last rule is what keeps the byte budget free of stalls: the lowest
/// item never waits for one not yet admitted. No item waits for the product of a reducer, which waits for all
/// items.
/// </remarks>
internal sealed class Merger<T>
{
    private readonly RunState _state;
    private readonly ITargetBlock<Flow<T>> _target;
    private readonly BufferBlock<Flow<T>>[] _inputs;
    private readonly InputFacts[] _facts;
    private readonly bool _ordered;

    public Merger(RunState state, ITargetBlock<Flow<T>> target, InputFacts[] facts, bool ordered, int capacity)
    {
        (_state, _target, _facts, _ordered) = (state, target, facts, ordered);
        _inputs = [.. facts.Select(_ => new BufferBlock<Flow<T>>(
            new DataflowBlockOptions { BoundedCapacity = capacity, CancellationToken = state.Abort }))];
    }

    /// <summary>What is known beforehand of one input: the sources whose items come by it and the first phase of any of
    /// them; none for a reducer's, whose product comes after all items.</summary>
    public readonly record struct InputFacts(IReadOnlySet<string> Sources, int FirstPhase);

    public ITargetBlock<Flow<T>> Input(int index) => _inputs[index];

    public Task RunAsync() => Completions.Chain(PumpAsync(), _target);

    private async Task PumpAsync()
    {
        var heads = new Flow<T>?[_inputs.Length];
        var waits = new Task<bool>?[_inputs.Length];
        var doneThrough = new long[_inputs.Length];
        Array.Fill(doneThrough, -1);
        while (true)
        {
            // Taken before looking, so that a change between looking and waiting is not missed.
            Task moved = _state.LowestMoved;
            int first = -1;
            for (int i = 0; i < _inputs.Length; i++)
            {
                if (heads[i] is null && _inputs[i].TryReceive(out Flow<T> flow))
                    heads[i] = flow;
                if (heads[i] is { } head && (first < 0 || head.Key.CompareTo(heads[first]!.Value.Key) < 0))
                    first = i;
            }
            if (first >= 0 && MayLeave(first, heads, doneThrough))
            {
                Flow<T> head = heads[first]!.Value;
                if (head.IsLast)
                    doneThrough[first] = head.Ticket.Sequence;
                bool isLast = !Enumerable.Range(0, heads.Length).Any(i => MayBringMore(i, head.Ticket, doneThrough));
                await _target.SendAsync(head with { IsLast = isLast }, _state.Abort).ConfigureAwait(false);
                heads[first] = null;
                continue;
            }
            var pending = new List<Task>();
            for (int i = 0; i < _inputs.Length; i++)
            {
                if (heads[i] is not null || _inputs[i].Completion.IsCompleted)
                    continue;
                if (waits[i] is null || waits[i]!.IsCompleted)
                    waits[i] = _inputs[i].OutputAvailableAsync(_state.Abort);
                pending.Add(waits[i]!);
            }
            if (pending.Count == 0 && first < 0)
                break;
            if (first >= 0)
                pending.Add(moved);
            await Task.WhenAny(pending).WaitAsync(_state.Abort).ConfigureAwait(false);
        }
        await Task.WhenAll(_inputs.Select(input => input.Completion)).ConfigureAwait(false);
    }

    private bool MayLeave(int index, Flow<T>?[] heads, long[] doneThrough)
    {
        if (!_ordered)
            return true;
        Ticket ticket = heads[index]!.Value.Ticket;
        for (int other = 0; other < heads.Length; other++)
        {
            if (heads[other] is not null || _inputs[other].Completion.IsCompleted)
                continue;
            // A product comes after everything else; several of them in the order of the inputs.
            if (ticket.IsDerived)
                return false;
            if (_facts[other].FirstPhase > ticket.Phase)
                continue;
            if (MayBringMore(other, ticket, doneThrough) || _state.LowestOpen < ticket.Sequence)
                return false;
        }
        return true;
    }

    private bool MayBringMore(int input, Ticket ticket, long[] doneThrough)
        => doneThrough[input] < ticket.Sequence && _facts[input].Sources.Contains(ticket.Source);
}
