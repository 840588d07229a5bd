using System.Threading.Tasks.Dataflow;

namespace Pipeline3D.Engine;

/// <summary>A value that must be known before a phase can start.</summary>
internal interface IKnownBeforehand
{
    Task Known { get; }

    /// <summary>Hash of what the value was made of; empty when there is none, or none yet.</summary>
    string Key { get; }
}

/// <summary>Takes the one item of a stream that another block needs beforehand, such as a set of models.</summary>
internal sealed class CaptureNode<T> : Node, ITakes<T>, IKnownBeforehand
{
    private readonly ActionBlock<Flow<T>> _take;
    private readonly TaskCompletionSource<Flow<T>?> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CaptureNode(GraphNode spec, RunState state) : base(spec, state)
    {
        _take = new ActionBlock<Flow<T>>(Take, Bounds(single: true));
        Parts.Add(EndAsync());
    }

    public ITargetBlock<Flow<T>> In => _take;

    public Task Known => _value.Task;

    public string Key => _value.Task is { IsCompletedSuccessfully: true, Result: { IsLive: true } flow }
        ? flow.Ticket.Hash : "";

    /// <summary>The value; a mark or null when there is none.</summary>
    public Task<Flow<T>?> Value => _value.Task;

    private void Take(Flow<T> flow)
    {
        bool first = flow.IsLive && _value.TrySetResult(flow);
        if (flow.IsLive && !first)
            State.AddFailure($"{Spec.Side} gave more than one value to {Spec.Id}; only the first was used");
        State.Settle(flow.Ticket, flow.IsLive ? ItemOutcome.Completed : flow.Mark);
    }

    private async Task EndAsync()
    {
        try
        {
            await _take.Completion.ConfigureAwait(false);
        }
        finally
        {
            _value.TrySetResult(null);
        }
    }
}
