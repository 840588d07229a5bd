using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Tests.Support;

/// <summary>What runs have left at a server.</summary>
internal static class Leftovers
{
    /// <summary>Messages, records and blobs.</summary>
    public static async Task<long> AtAsync(ServerAddress address, CancellationToken stop)
    {
        await using Hub hub = await Hub.ConnectAsync(address, "test", stop);
        long left = 0;
        foreach (string name in new[] { Names.Tasks, Names.Results })
            left += (await hub.Stream.GetStreamAsync(name, new StreamInfoRequest(), stop)).Info.State.Messages;
        left += await ChunksAsync(hub, stop);
        await foreach (string _ in (await hub.Values.GetStoreAsync(Names.Runs, stop)).GetKeysAsync(cancellationToken: stop))
            left++;
        return left;
    }

    // Marks of deleted blobs stay for a while; their content does not.
    private static async Task<long> ChunksAsync(Hub hub, CancellationToken stop)
    {
        INatsJSStream blobs = await hub.Stream.GetStreamAsync($"OBJ_{Names.Blobs}", new StreamInfoRequest
        {
            SubjectsFilter = $"$O.{Names.Blobs}.C.>",
        }, stop);
        return blobs.Info.State.Subjects?.Count ?? 0;
    }
}
