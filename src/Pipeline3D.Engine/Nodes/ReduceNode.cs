using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>One output of all inputs, taken one at a time and in order.</summary>
/// <remarks>When a drain ended one of its sources early there is no output: a model of half the training scans looks
/// like a
/// model, and would be taken for one.</remarks>
internal sealed class ReduceNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly ActionBlock<Flow<TIn>> _add;
    private readonly BufferBlock<Flow<TOut>> _out;
    private readonly IReduce<TIn, TOut> _block;
    private readonly IReadOnlySet<string> _sources;

    public ReduceNode(GraphNode spec, RunState state, IReduce<TIn, TOut> block, IReadOnlySet<string> sources)
        : base(spec, state)
    {
        (_block, _sources) = (block, sources);
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
        var ticket = new Ticket(id, long.MaxValue, $"all inputs of {Spec.Id}", 0, Spec.Id, 0,
            derived: true) { IsCompletion = true };
        var all = new Flow<bool>(ticket, id, 0, true, default, true, 0);
        string? cut = _sources.FirstOrDefault(State.WasCut);
        Flow<TOut> product = cut is null
            ? await Guard.RunAsync<bool, TOut>(
                all, (_, context) => _block.CompleteAsync(State.Context, context.Stop)).ConfigureAwait(false)
            : Guard.Bury<bool, TOut>(all, RejectReason.Stopped,
                $"the run was ended before all of '{cut}' was read, so there is no result of it");
        if (!product.IsLive && cut is null && !State.Stop.IsCancellationRequested)
            State.AddFailure($"{Spec.Id} could not finish: {State.DeadLetters.MessageOf(id)}");
        var made = new Ticket(id, long.MaxValue, $"all inputs of {Spec.Id}", 0, Spec.Id, 0, derived: true);
        await _out.SendAsync(product with { Ticket = made }, State.Abort).ConfigureAwait(false);
    }
}
