using System.Collections.Concurrent;
using System.Text.Json;
using NATS.Client.KeyValueStore;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Pool;

/// <summary>Which workers are there: each writes itself down every few seconds, and is gone when it does not.</summary>
internal sealed class Presence(Hub hub, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WorkerFacts> _seen = new(StringComparer.Ordinal);

    /// <summary>Who is there now, by name.</summary>
    public IReadOnlyList<WorkerFacts> There => [.. _seen.Values.Where(IsThere)
        .OrderBy(worker => worker.Name, StringComparer.Ordinal)];

    /// <summary>Watches until it is stopped.</summary>
    /// <param name="changed">Called when somebody came, went or told something new.</param>
    /// <param name="stop">Stops it.</param>
    public async Task WatchAsync(Action changed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                INatsKVStore store = await hub.Values.GetStoreAsync(Names.Workers, stop).ConfigureAwait(false);
                await foreach (NatsKVEntry<byte[]> entry in store.WatchAsync<byte[]>(cancellationToken: stop)
                    .ConfigureAwait(false))
                {
                    Take(entry);
                    changed();
                }
            }
            catch (Exception cause) when (Hub.IsPassing(cause, stop))
            {
                await hub.TryMakeAsync(stop).ConfigureAwait(false);
            }
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(500), time, stop)).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets who was not heard of for too long.</summary>
    /// <returns>Who that was.</returns>
    public IReadOnlyList<WorkerFacts> ForgetGone()
    {
        WorkerFacts[] left = [.. _seen.Values.Where(worker => !IsThere(worker))];
        foreach (WorkerFacts worker in left)
            _seen.TryRemove(worker.Name, out _);
        return left;
    }

    private bool IsThere(WorkerFacts worker) => time.GetUtcNow() - worker.Seen < Hub.Presence;

    private void Take(NatsKVEntry<byte[]> entry)
    {
        if (entry.Operation != NatsKVOperation.Put || entry.Value is null)
        {
            _seen.TryRemove(entry.Key, out _);
            return;
        }
        try
        {
            // By this machine's clock: those of two machines may differ.
            WorkerFacts facts = Wire.Read<WorkerFacts>(entry.Value) with { Seen = time.GetUtcNow() };
            if (time.GetUtcNow() - entry.Created < Hub.Presence)
                _seen[entry.Key] = facts;
        }
        catch (JsonException)
        {
            // Of another version: it takes nothing of ours.
        }
    }
}
