using System.Security.Cryptography;
using NATS.Client.Core;
using NATS.Client.ObjectStore;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Blobs;

/// <summary>Contents in the server's object store, for processes that share no folder.</summary>
internal sealed class HubBlobs(Hub hub) : IBlobStore
{
    public async Task<string> PutAsync(Stream content, CancellationToken stop)
    {
        string name = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, stop).ConfigureAwait(false));
        for (TimeSpan pause = TimeSpan.FromMilliseconds(200); ; pause *= 1.6)
        {
            try
            {
                content.Position = 0;
                INatsObjStore store = await StoreAsync(stop).ConfigureAwait(false);
                await store.PutAsync(name, content, leaveOpen: true, stop).ConfigureAwait(false);
                return name;
            }
            catch (Exception cause) when (Hub.IsPassing(cause, stop) && pause < TimeSpan.FromMinutes(1))
            {
                await hub.TryMakeAsync(stop).ConfigureAwait(false);
                await Task.Delay(pause, stop).ConfigureAwait(false);
            }
        }
    }

    public async Task<Stream> OpenAsync(string name, CancellationToken stop)
    {
        var content = new MemoryStream();
        try
        {
            INatsObjStore store = await StoreAsync(stop).ConfigureAwait(false);
            await store.GetAsync(name, content, leaveOpen: true, stop).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NatsException or TimeoutException)
        {
            throw new IOException($"the server at {hub.Address} does not give {name}: {cause.Message}", cause);
        }
        content.Position = 0;
        string found = Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        return found == name ? content : throw new IOException($"{name} is not what it was written as");
    }

    public async Task DeleteAsync(string name, CancellationToken stop)
    {
        try
        {
            INatsObjStore store = await StoreAsync(stop).ConfigureAwait(false);
            await store.DeleteAsync(name, stop).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NatsException or TimeoutException)
        {
            // It goes by its age.
        }
    }

    private async ValueTask<INatsObjStore> StoreAsync(CancellationToken stop)
        => await hub.Objects.GetObjectStoreAsync(Names.Blobs, stop).ConfigureAwait(false);
}
