using NATS.Client.KeyValueStore;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;

namespace Pipeline3D.Nats.Server;

/// <summary>The workers at a server.</summary>
public static class WorkerList
{
    /// <summary>Asks the server who is there.</summary>
    /// <exception cref="ServerException">The server cannot be used.</exception>
    public static async Task<IReadOnlyList<WorkerFacts>> ReadAsync(ServerAddress address, CancellationToken stop)
    {
        Hub hub = await Hub.ConnectAsync(address, "pipeline3d workers", stop)
            .ConfigureAwait(false);
        await using (hub.ConfigureAwait(false))
        {
            INatsKVStore store = await hub.Values.GetStoreAsync(Names.Workers, stop).ConfigureAwait(false);
            var found = new List<WorkerFacts>();
            await foreach (string key in store.GetKeysAsync(cancellationToken: stop).ConfigureAwait(false))
            {
                NATS.Client.Core.NatsResult<NatsKVEntry<byte[]>> entry = await store.TryGetEntryAsync<byte[]>(key,
                    cancellationToken: stop).ConfigureAwait(false);
                if (entry.Success && entry.Value.Value is { } bytes)
                    found.Add(Wire.Read<WorkerFacts>(bytes));
            }
            return [.. found.OrderBy(worker => worker.Name, StringComparer.Ordinal)];
        }
    }
}
