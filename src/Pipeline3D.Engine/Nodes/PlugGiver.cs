using System.Threading.Tasks.Dataflow;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Offers items to a raw Dataflow block, which may be full for a while, full for good, or keep whoever offers
/// it something: no offer takes longer than the node's timeout.</summary>
/// <remarks>One caller at a time. Once the block let a whole timeout pass without taking anything, it is offered items
/// without waiting, until it takes or gives back one.</remarks>
internal sealed class PlugGiver<TIn, TOut>(IPropagatorBlock<Item<TIn>, Item<TOut>> raw, TimeSpan timeout,
    TimeProvider time, CancellationToken abort)
{
    private volatile bool _isFull;
    private bool _isDeaf;

    /// <summary>The block gave something back, so it may have room again.</summary>
    public void Moved() => _isFull = false;

    /// <summary>Offers an item.</summary>
    /// <returns>Null when the block has it; else why not.</returns>
    public async Task<Refusal?> GiveAsync(Item<TIn> item)
    {
        if (_isDeaf)
            return Deaf;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(abort);
        bool waits = !_isFull;
        Task<bool> taken = OfferAsync(item, waits, patience.Token, out Task offer);
        // A block that faults while it is full would leave the sender waiting for good.
        await Task.WhenAny(taken, Task.Delay(timeout, time, patience.Token), raw.Completion).ConfigureAwait(false);
        bool hasReturned = offer.IsCompleted;
        await patience.CancelAsync().ConfigureAwait(false);
        abort.ThrowIfCancellationRequested();
        // Taking the offer back and the block's taking it may meet; it tells at once which was first.
        if (hasReturned && !taken.IsCompleted)
            await Task.WhenAny(taken, Task.Delay(timeout, time, abort)).ConfigureAwait(false);
        if (taken is { IsCompletedSuccessfully: true, Result: true })
        {
            Moved();
            return null;
        }
        Observe(taken);
        if (taken.Exception is { } cause)
            return Of(cause, RejectReason.BlockFailed, "when it was offered the item");
        // A block that fails refuses first and says why then.
        if (waits && taken is { IsCompletedSuccessfully: true, Result: false })
        {
            await Task.WhenAny(raw.Completion, Task.Delay(timeout, time, abort)).ConfigureAwait(false);
            _isFull = true;
        }
        if (raw.Completion.IsCompleted)
            return End ?? new Refusal(RejectReason.Lost,
                "the plugged-in block has completed; it takes no more items");
        _isDeaf = !hasReturned;
        if (_isDeaf)
            return Deaf with { Reason = RejectReason.Timeout };
        bool isFirst = waits && !taken.IsCompletedSuccessfully;
        _isFull |= isFirst;
        return isFirst ? new Refusal(RejectReason.Timeout,
                $"the plugged-in block did not take the item within {timeout}: it is full and gives nothing back")
            : new Refusal(RejectReason.Lost, waits ? "the plugged-in block refused the item"
                : $"the plugged-in block takes no more items: it was full for {timeout} and gave nothing back");
    }

    /// <summary>What became of the block by its own fault, and so of all that it had; null when it has not
    /// failed.</summary>
    public Refusal? End => raw.Completion.Exception is { } fault ? Of(fault, RejectReason.Lost, "and had the item, or "
        + "would have got it") : null;

    private static Refusal Of(AggregateException failure, RejectReason reason, string when)
        => Shortage.Of(failure) is { } shortage ? new Refusal(RejectReason.Shortage, shortage)
            : new Refusal(reason, $"the plugged-in block failed {when}: "
                + $"{failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message}");

    private Refusal Deaf => new(RejectReason.Lost,
        $"the plugged-in block takes no more items: an offer did not return within {timeout}");

    // On a thread of its own: a block may work inside of the offer, or never return from it.
    private Task<bool> OfferAsync(Item<TIn> item, bool waits, CancellationToken patience, out Task offer)
    {
        Task<Task<bool>> begun = Task.Factory.StartNew(
            () => waits ? raw.SendAsync(item, patience) : Task.FromResult(raw.Post(item)), CancellationToken.None,
            TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        offer = begun;
        return begun.Unwrap();
    }

    // What it fails by once nobody waits for it is no longer anybody's.
    private static void Observe(Task left) => _ = left.ContinueWith(static late => _ = late.Exception,
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Why the block does not have an item.</summary>
    public sealed record Refusal(RejectReason Reason, string Message);
}
