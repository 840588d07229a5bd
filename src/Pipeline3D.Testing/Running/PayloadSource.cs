using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Running;

/// <summary>A source of payloads that a test has at hand, in their order.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="payloads">Who each item is, and its payload; enumerated once per listing.</param>
public sealed class PayloadSource<T>(IEnumerable<(ItemId Id, T Payload)> payloads)
    : SourceBlock3D<T>(new NoOptions())
{
    /// <summary>Takes payloads as the items <c>test/00000</c>, <c>test/00001</c> and so on.</summary>
    public PayloadSource(IEnumerable<T> payloads)
        : this(payloads.Select((payload, index) => (BlockRunner.IdOf(index), payload)))
    {
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<T>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach ((ItemId id, T payload) in payloads)
        {
            stop.ThrowIfCancellationRequested();
            long bytes = payload is IByteSized sized ? sized.ByteSize : 0;
            yield return new SourceEntry<T>(id, $"memory:{id}", bytes, _ => new ValueTask<T>(payload));
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
