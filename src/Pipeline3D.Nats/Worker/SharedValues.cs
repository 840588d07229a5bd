using System.Collections.Concurrent;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Worker;

/// <summary>The values known beforehand of one run, as its record tells of them.</summary>
internal sealed class SharedValues(IBlobStore blobs)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SharedValue>> _values
        = new(StringComparer.Ordinal);

    /// <summary>The record tells of these.</summary>
    public void Tell(IReadOnlyDictionary<string, SharedValue> values)
    {
        foreach ((string node, SharedValue value) in values)
            Of(node).TrySetResult(value);
    }

    /// <summary>Waits for the value that a reducer made.</summary>
    public async ValueTask<OfferedValue> TakeAsync(string node, CancellationToken stop)
    {
        SharedValue value = await Of(node).Task.WaitAsync(stop).ConfigureAwait(false);
        return new OfferedValue(value.Key, value.Blob.Length == 0 ? null : await blobs.OpenAsync(value.Blob, stop)
            .ConfigureAwait(false));
    }

    private TaskCompletionSource<SharedValue> Of(string node) => _values.GetOrAdd(node,
        _ => new TaskCompletionSource<SharedValue>(TaskCreationOptions.RunContinuationsAsynchronously));
}
