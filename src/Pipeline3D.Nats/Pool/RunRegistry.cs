using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Pool;

/// <summary>The run's record at the server: what workers know of it, and which process may commit for it.</summary>
/// <remarks>Each process that takes the run over raises the epoch; the one before sees that and ends.</remarks>
internal sealed class RunRegistry(Hub hub, NatsPoolOptions options) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private RunRecord _record = new()
    {
        Run = options.RunId, Name = options.Name, Definition = options.Definition, Build = options.Build,
        Folder = options.Folder, Probe = Guid.NewGuid().ToString("N"), Ships = options.Ships,
        AckWait = options.AckWait.TotalSeconds,
    };

    /// <summary>Number of this process among those that served the run.</summary>
    public long Epoch => _record.Epoch;

    /// <summary>Blobs of the values that were shared.</summary>
    public IEnumerable<string> ValueBlobs => _record.Values.Values.Select(value => value.Blob)
        .Where(blob => blob.Length > 0);

    /// <summary>Takes the run over.</summary>
    public async Task BeginAsync(IReadOnlyList<ShippedFile> files, CancellationToken stop)
    {
        INatsKVStore store = await hub.Values.GetStoreAsync(Names.Runs, stop).ConfigureAwait(false);
        long before = await EpochAtAsync(store, stop).ConfigureAwait(false);
        // Never less than one before it, whatever the server has lost.
        _record = _record with
        {
            Epoch = Math.Max(before + 1, options.Time.GetUtcNow().ToUnixTimeMilliseconds()), Files = files,
            Processor = options.IsSameProcessor ? "" : null,
        };
        if (!options.Ships)
        {
            string probe = ProbeOf(options.Folder);
            Directory.CreateDirectory(Path.GetDirectoryName(probe)!);
            await File.WriteAllTextAsync(probe, _record.Probe, stop).ConfigureAwait(false);
        }
        await PutAsync(stop).ConfigureAwait(false);
    }

    /// <summary>The file that shows a worker that it sees the run's folder.</summary>
    public static string ProbeOf(string folder) => Path.Combine(folder, "journal", "scratch", "probe");

    /// <summary>Gives a value known beforehand to all workers.</summary>
    public async Task ShareAsync(string node, SharedValue value, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            _record = _record with
            {
                Values = new Dictionary<string, SharedValue>(_record.Values, StringComparer.Ordinal) { [node] = value },
            };
            await PutAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sees to it that the record is there and is this process's, until it is stopped.</summary>
    public async Task HoldAsync(Action<PoolException> lost, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.AckWait / 6, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                try
                {
                    INatsKVStore store = await hub.Values.GetStoreAsync(Names.Runs, stop).ConfigureAwait(false);
                    long epoch = await EpochAtAsync(store, stop).ConfigureAwait(false);
                    if (epoch > Epoch)
                    {
                        lost(new PoolException($"another process took over the run {options.RunId} at "
                            + $"{options.Address}; this one ends, and what it has not written is computed there"));
                        return;
                    }
                    // The server lost what it held.
                    if (epoch < Epoch)
                        await PutAsync(stop).ConfigureAwait(false);
                }
                catch (Exception cause) when (Hub.IsPassing(cause, stop))
                {
                    await hub.TryMakeAsync(stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Removes all that is of the run at the server.</summary>
    /// <returns>Whether it was this process's to remove.</returns>
    public async Task<bool> EndAsync(CancellationToken stop)
    {
        INatsKVStore store = await hub.Values.GetStoreAsync(Names.Runs, stop).ConfigureAwait(false);
        if (await EpochAtAsync(store, stop).ConfigureAwait(false) > Epoch)
            return false;
        await store.PurgeAsync(options.RunId, cancellationToken: stop).ConfigureAwait(false);
        foreach (string tag in new[] { Names.AnyTag, Names.GpuTag })
        {
            await DropAsync(() => hub.Stream.DeleteConsumerAsync(Names.Tasks, Names.ConsumerOf(options.RunId, tag),
                stop))
                .ConfigureAwait(false);
            await DropAsync(async () => await hub.Stream.PurgeStreamAsync(Names.Tasks, new StreamPurgeRequest
            {
                Filter = Names.TasksOf(options.RunId, tag),
            }, stop).ConfigureAwait(false)).ConfigureAwait(false);
        }
        await DropAsync(() => hub.Stream.DeleteConsumerAsync(Names.Results, options.RunId, stop)).ConfigureAwait(false);
        await DropAsync(async () => await hub.Stream.PurgeStreamAsync(Names.Results, new StreamPurgeRequest
        {
            Filter = Names.ResultsOf(options.RunId),
        }, stop).ConfigureAwait(false)).ConfigureAwait(false);
        return true;
    }

    // What is not there needs no removing.
    private static async Task DropAsync<T>(Func<ValueTask<T>> drop)
    {
        try
        {
            await drop().ConfigureAwait(false);
        }
        catch (NatsJSApiException)
        {
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task PutAsync(CancellationToken stop)
    {
        for (TimeSpan pause = TimeSpan.FromMilliseconds(200); ; pause *= 1.6)
        {
            try
            {
                INatsKVStore store = await hub.Values.GetStoreAsync(Names.Runs, stop).ConfigureAwait(false);
                await store.PutAsync(options.RunId, Wire.Write(_record), cancellationToken: stop).ConfigureAwait(false);
                return;
            }
            catch (Exception cause) when (Hub.IsPassing(cause, stop) && pause < TimeSpan.FromMinutes(1))
            {
                await hub.TryMakeAsync(stop).ConfigureAwait(false);
                await Task.Delay(pause, options.Time, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<long> EpochAtAsync(INatsKVStore store, CancellationToken stop)
    {
        NatsResult<NatsKVEntry<byte[]>> found = await store.TryGetEntryAsync<byte[]>(options.RunId,
            cancellationToken: stop).ConfigureAwait(false);
        return found.Success && found.Value.Value is { } bytes ? Wire.Read<RunRecord>(bytes).Epoch : -1;
    }
}
