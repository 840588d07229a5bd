using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Pool;

/// <summary>An item, or a fit, that was sent and has not ended.</summary>
/// <param name="message">What was sent first.</param>
/// <param name="begunAt">When.</param>
internal sealed class OpenTask(TaskMessage message, long begunAt)
{
    /// <summary>What was sent, but for its attempt.</summary>
    public TaskMessage Message => message;

    /// <summary>Completes with the end of the item.</summary>
    public TaskCompletionSource<RemoteEnd> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the product of the fit.</summary>
    public TaskCompletionSource<RemoteProduct> Product { get; } = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When it was sent last.</summary>
    public long SentAt { get; set; }

    /// <summary>When it was sent first.</summary>
    public long BegunAt { get; } = begunAt;

    /// <summary>When a worker was last heard to hold it; 0 = never.</summary>
    public long HeardAt { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Who was heard to hold it.</summary>
    public HashSet<string> Holders { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a further copy was sent because it took long.</summary>
    public bool IsSpeculated { get; set; }
}
