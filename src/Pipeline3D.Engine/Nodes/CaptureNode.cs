using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

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
    private readonly Inlet<T> _take;
    private readonly TaskCompletionSource<Captured?> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CaptureNode(GraphNode spec, RunState state) : base(spec, state)
    {
        _take = OneAtATime<T>(Take);
        Parts.Add(EndAsync());
    }

    public IInlet<T> In => _take;

    public Task Known => _value.Task;

    public string Key => _value.Task is { IsCompletedSuccessfully: true, Result: { } value } ? value.Hash : "";

    /// <summary>The value; null when there is none.</summary>
    public Task<Captured?> Value => _value.Task;

    private ValueTask Take(Flow<T> flow)
    {
        bool first = flow.IsLive && _value.TrySetResult(new Captured(flow.Payload!, flow.Ticket.Hash));
        if (flow.IsLive && !first)
            State.AddFailure($"{Spec.Side} gave more than one value to {Spec.Id}; only the first was used");
        State.Settle(flow.Ticket, flow.IsLive ? ItemOutcome.Completed : flow.Mark);
        return ValueTask.CompletedTask;
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

    /// <summary>The value and the hash of what it was made of.</summary>
    public sealed record Captured(T Payload, string Hash);
}
