using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>One output of all inputs, taken one at a time and in order.</summary>
internal sealed class ReduceNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly ActionBlock<Flow<TIn>> _add;
    private readonly BufferBlock<Flow<TOut>> _out;
    private readonly IReduce<TIn, TOut> _block;

    public ReduceNode(GraphNode spec, RunState state, IReduce<TIn, TOut> block) : base(spec, state)
    {
        _block = block;
        _add = new ActionBlock<Flow<TIn>>(AddAsync, Bounds(single: true));
        _out = new BufferBlock<Flow<TOut>>(new DataflowBlockOptions { CancellationToken = state.Abort });
        Parts.AddRange([Completions.Chain(CompleteAsync(), _out), _out.Completion]);
    }

    public ITargetBlock<Flow<TIn>> In => _add;

    public override ISourceBlock<Flow<TOut>> Out => _out;

    private async Task AddAsync(Flow<TIn> flow)
    {
        Flow<bool> end = await Guard.RunAsync(flow, async (input, context) =>
        {
            await _block.AddAsync(input, context).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        State.Settle(flow.Ticket, end.IsLive ? ItemOutcome.Completed : end.Mark);
    }

    private async Task CompleteAsync()
    {
        await _add.Completion.ConfigureAwait(false);
        var id = new ItemId("", "", "", "", Spec.Id);
        var ticket = new Ticket(id, long.MaxValue, $"all inputs of {Spec.Id}", 0, Spec.Id, 0, derived: true) { IsCompletion = true };
        var all = new Flow<bool>(ticket, id, 0, true, default, true, 0);
        Flow<TOut> product = await Guard.RunAsync<bool, TOut>(
            all, (_, context) => _block.CompleteAsync(State.Context, context.Stop)).ConfigureAwait(false);
        if (!product.IsLive && !State.Stop.IsCancellationRequested)
            State.AddFailure($"{Spec.Id} could not finish: {State.DeadLetters.MessageOf(id)}");
        var made = new Ticket(id, long.MaxValue, $"all inputs of {Spec.Id}", 0, Spec.Id, 0, derived: true);
        await _out.SendAsync(product with { Ticket = made }, State.Abort).ConfigureAwait(false);
    }
}
