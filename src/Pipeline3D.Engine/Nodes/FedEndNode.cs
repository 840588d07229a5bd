using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Where items end that are computed for a run elsewhere: boils each down to what it leaves in the sink or
/// reducer, which itself takes nothing.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What the reducer gives; anything for a sink.</typeparam>
internal sealed class FedEndNode<TIn, TOut> : GivingNode<TOut>, ITakes<TIn>
{
    private readonly Stage<TIn, Contribution> _contribute;
    private readonly IContributes<TIn>? _contributes;
    private readonly IKeepsProduct<TOut>? _keeps;

    /// <param name="spec">What the node is.</param>
    /// <param name="state">The run.</param>
    /// <param name="ioReason">What an error of reading or writing means in it.</param>
    /// <param name="isValue">Whether another block needs what the reducer makes, which the feed gives.</param>
    public FedEndNode(GraphNode spec, RunState state, RejectReason ioReason, bool isValue)
        : base(spec, state, ioReason)
    {
        (_contributes, _keeps) = (spec.Block as IContributes<TIn>, spec.Block as IKeepsProduct<TOut>);
        Func<Flow<TIn>, BlockContext, ValueTask<Contribution>> body = ContributeAsync;
        var made = new Outlet<Contribution>(state.Abort);
        // What a reducer made is for the run that keeps it.
        _contribute = new(spec.Settings with { Ordered = true }, made, flow => flow.Ticket.IsDerived
            ? new(flow.Ended<Contribution>(flow.IsLive ? ItemOutcome.Completed : flow.Mark))
            : Guard.RunAsync(flow, body), state.Abort);
        // The parts of an item are given back in their order.
        Inlet<Contribution> settle = OneAtATime<Contribution>(Settle);
        made.Connect([settle]);
        Parts.AddRange([_contribute.Completion, isValue ? GiveAsync() : EndAsync(settle.Completion)]);
        if (isValue)
            Parts.Add(settle.Completion);
    }

    public IInlet<TIn> In => _contribute.In;

    private ValueTask Settle(Flow<Contribution> flow)
    {
        if (flow.IsLive)
            flow.Ticket.Add(Spec.Id, flow.Id, flow.Payload);
        State.Settle(flow.Ticket, flow.IsLive ? ItemOutcome.Completed : flow.Mark);
        return ValueTask.CompletedTask;
    }

    // A reducer that keeps what it makes is told elsewhere who reached it.
    private ValueTask<Contribution> ContributeAsync(Flow<TIn> flow, BlockContext context)
        => _contributes is null || flow.Ticket.Entry?.Spared.Contains(Spec.Id) == true
            ? new(new Contribution(ReadOnlyMemory<byte>.Empty, []))
            : _contributes.ContributeAsync(flow.Payload!, context);

    private async Task GiveAsync()
    {
        try
        {
            await State.Wired.WaitAsync(State.FeedEnded).ConfigureAwait(false);
            OfferedValue value = await State.Feed!.ValueAsync(Spec.Id, State.FeedEnded).ConfigureAwait(false);
            if (value.Content is { } content)
                await SendAsync(content, value.Key).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (State.FeedEnded.IsCancellationRequested)
        {
            // No item that needs it will come.
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            State.Break($"what '{Spec.Id}' made could not be taken over from the run: {cause.Message}");
        }
        Out.Complete();
    }

    private async ValueTask SendAsync(Stream content, string key)
    {
        TOut product;
        await using (content.ConfigureAwait(false))
            product = _keeps!.LoadProduct(content);
        var id = new ItemId("", "", "", "", Spec.Id);
        Ticket made = Ticket.OfAll(Spec.Id, id);
        made.Hash = key;
        await Out.SendAsync(new Flow<TOut>(made, id, 0, true, default, product, State.Time.GetTimestamp()))
            .ConfigureAwait(false);
    }

    private async Task EndAsync(Task settled)
    {
        await settled.ConfigureAwait(false);
        Out.Complete();
    }
}
