using NATS.Client.Core;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Worker;

/// <summary>Items of a run that were sent twice and have been done by another worker.</summary>
internal sealed class CancelledItems(WorkerOptions options, Hub hub, string run)
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _sequences = [];

    /// <summary>Whether a task need not be done any more.</summary>
    public bool Has(TaskMessage task)
    {
        lock (_gate)
            return task.Entry is { } entry && _sequences.Contains(entry.Sequence);
    }

    /// <summary>Listens until it is stopped.</summary>
    public async Task HearAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (NatsMsg<byte[]> message in hub.Connection.SubscribeAsync<byte[]>(Names.ControlOf(run),
                    cancellationToken: stop).ConfigureAwait(false))
                    lock (_gate)
                        _sequences.UnionWith(Wire.Read<ControlMessage>(message.Data).Cancel);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause) when (cause is System.Text.Json.JsonException || Hub.IsPassing(cause, stop))
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(200), options.Time, stop))
                    .ConfigureAwait(false);
            }
        }
    }
}
