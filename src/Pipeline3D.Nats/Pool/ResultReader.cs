using System.Collections.Concurrent;
using System.Text.Json;
using NATS.Client.JetStream;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Pool;

/// <summary>Takes the results of a run: the first of each item counts, and is kept at the server until it is
/// committed.</summary>
internal sealed class ResultReader(NatsPoolOptions options, Hub hub, OpenTasks open, RunFiles files, IBlobStore blobs,
    Func<OpenTask, CancellationToken, Task> sendAgain, Action<PoolException> fail)
{
    private const int Most = 256;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string, ItemId), Arrived> _early = new();
    private long _duplicates, _returned;

    /// <summary>Ends that came although one was there.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Items that workers gave back undone.</summary>
    public long Returned => Volatile.Read(ref _returned);

    /// <summary>Reads until it is stopped.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Made again when the server lost it; a consumer that is there stays.
                INatsJSConsumer consumer = await hub.ResultsOfAsync(options.RunId, options.AckWait, stop)
                    .ConfigureAwait(false);
                bool any = true;
                while (any)
                {
                    any = false;
                    await foreach (INatsJSMsg<byte[]> message in consumer.FetchAsync<byte[]>(new NatsJSFetchOpts
                    {
                        MaxMsgs = Most, Expires = Longest,
                    }, cancellationToken: stop).ConfigureAwait(false))
                    {
                        any = true;
                        await TakeAsync(message, stop).ConfigureAwait(false);
                    }
                }
            }
            catch (Exception cause) when (Hub.IsPassing(cause, stop))
            {
                await hub.TryMakeAsync(stop).ConfigureAwait(false);
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(200), options.Time, stop))
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Ends a task by a result that came before it was asked for: for an earlier process of the run.</summary>
    public async Task<bool> TryTakeEarlyAsync(OpenTask task, CancellationToken stop)
    {
        EntryRef entry = task.Message.Entry!;
        if (!_early.TryRemove((entry.Source, entry.Item), out Arrived? early))
            return false;
        if (early.Result.Entry!.Stamp == entry.Stamp && early.Result.Entry.Upstream == entry.Upstream)
            return await EndAsync(task, early, stop).ConfigureAwait(false);
        await DropAsync(early).ConfigureAwait(false);
        return false;
    }

    /// <summary>The end is written: the server need not keep it.</summary>
    public async ValueTask CommittedAsync(RemoteEnd end)
    {
        if (end.Token is not Arrived arrived)
            return;
        FaultPoints.At("committed");
        await AckAsync(arrived.Message).ConfigureAwait(false);
        FaultPoints.At("acked");
        foreach (string blob in arrived.Result.Outputs.Values)
            await blobs.DeleteAsync(blob, CancellationToken.None).ConfigureAwait(false);
        if (arrived.Result.Blob is { } large)
            await blobs.DeleteAsync(large, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task TakeAsync(INatsJSMsg<byte[]> message, CancellationToken stop)
    {
        ResultMessage result;
        try
        {
            result = Wire.Read<ResultMessage>(message.Data);
        }
        catch (JsonException cause)
        {
            options.Remark($"a message at {options.Address} is no result and was thrown away: {cause.Message}");
            await message.AckTerminateAsync(cancellationToken: stop).ConfigureAwait(false);
            return;
        }
        var arrived = new Arrived(message, result);
        if (result.Fit is { } fit)
            await TakeFitAsync(fit, arrived, stop).ConfigureAwait(false);
        else if (open.Find(result.Entry!) is { } task)
            await TakeItemAsync(task, arrived, stop).ConfigureAwait(false);
        else if (result.Entry!.Sequence > open.Highest && result.Returned is null)
            _early[(result.Entry.Source, result.Entry.Item)] = arrived;
        else
            await DropAsync(arrived).ConfigureAwait(false);
    }

    private async Task TakeItemAsync(OpenTask task, Arrived arrived, CancellationToken stop)
    {
        if (arrived.Result.Returned is null)
        {
            await EndAsync(task, arrived, stop).ConfigureAwait(false);
            return;
        }
        Interlocked.Increment(ref _returned);
        // One that was sent again meanwhile is on its way already.
        if (arrived.Result.Attempt >= task.Attempt)
            await sendAgain(task, stop).ConfigureAwait(false);
        await AckAsync(arrived.Message).ConfigureAwait(false);
    }

    // Places the files, then ends the task; a result whose files are gone is computed again.
    private async Task<bool> EndAsync(OpenTask task, Arrived arrived, CancellationToken stop)
    {
        try
        {
            JournalEntry end = arrived.Result.End ?? await LargeAsync(arrived.Result.Blob!, stop).ConfigureAwait(false);
            FaultPoints.At("result");
            await files.PlaceAsync(arrived.Result, end, stop).ConfigureAwait(false);
            FaultPoints.At("placed");
            if (!open.Remove(task))
            {
                await DropAsync(arrived).ConfigureAwait(false);
                return true;
            }
            task.End.TrySetResult(new RemoteEnd(Named(end, task), arrived.Result.Timings, arrived.Result.Worker,
                arrived.Result.Attempt) { Token = arrived });
            if (task.IsSpeculated)
                await CancelAsync(task, stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause) when (cause is FileNotFoundException or JsonException
            || (cause is IOException && arrived.Result.End is null))
        {
            options.Remark($"what {arrived.Result.Worker} made of {task.Message.Entry!.Item} is not whole, so it is "
                + $"computed again: {cause.Message}");
            await AckAsync(arrived.Message).ConfigureAwait(false);
            await sendAgain(task, stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            fail(new PoolException($"what {arrived.Result.Worker} made of {task.Message.Entry!.Item} could not be put "
                + $"into {options.Folder}: {cause.Message}; check the space on the disk and the rights on the folder, "
                + "then run again to go on", cause));
            return true;
        }
    }

    private async Task TakeFitAsync(FitResult fit, Arrived arrived, CancellationToken stop)
    {
        if (open.FindFit(fit.Number) is { } task)
        {
            if (arrived.Result.Returned is not null)
            {
                Interlocked.Increment(ref _returned);
                if (arrived.Result.Attempt >= task.Attempt)
                    await sendAgain(task, stop).ConfigureAwait(false);
            }
            else if (open.Remove(task))
            {
                await EndFitAsync(task, fit, arrived, stop).ConfigureAwait(false);
            }
        }
        await AckAsync(arrived.Message).ConfigureAwait(false);
    }

    private async Task EndFitAsync(OpenTask task, FitResult fit, Arrived arrived, CancellationToken stop)
    {
        try
        {
            foreach ((string path, string blob) in fit.Group.Files)
                await files.FetchAsync(blob, ScratchFolder.Inside(options.Folder, path), stop).ConfigureAwait(false);
            using var product = new MemoryStream();
            if (fit.Product is { } name)
            {
                Stream content = await blobs.OpenAsync(name, stop).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                    await content.CopyToAsync(product, stop).ConfigureAwait(false);
            }
            foreach (string blob in fit.Group.Files.Values.Append(fit.Product ?? "").Where(blob => blob.Length > 0))
                await blobs.DeleteAsync(blob, stop).ConfigureAwait(false);
            byte[] bytes = product.ToArray();
            task.Product.TrySetResult(new RemoteProduct(arrived.Result.Worker,
                fit.Product is null ? null : () => new MemoryStream(bytes, writable: false), fit.Group.ToGroup()));
        }
        catch (IOException cause)
        {
            task.Product.TrySetException(new PoolException($"what {arrived.Result.Worker} made for "
                + $"{task.Message.Fit!.Node} could not be taken over: {cause.Message}; run again to go on", cause));
        }
    }

    private async Task<JournalEntry> LargeAsync(string blob, CancellationToken stop)
    {
        Stream content = await blobs.OpenAsync(blob, stop).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, stop).ConfigureAwait(false);
            return Wire.Read<JournalEntry>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
    }

    // A process that died on an item left no name: those that were heard to hold it are told.
    private static JournalEntry Named(JournalEntry end, OpenTask task)
        => end.Letters is [{ Reason: RejectReason.Lost } letter] && task.Holders.Count > 0 ? end with
        {
            Letters = [letter with
            {
                Message = $"{letter.Message} They were: "
                    + string.Join(", ", task.Holders.Order(StringComparer.Ordinal)),
            }],
        } : end;

    private async Task CancelAsync(OpenTask task, CancellationToken stop)
    {
        try
        {
            await hub.Connection.PublishAsync(Names.ControlOf(options.RunId),
                Wire.Write(new ControlMessage([task.Message.Entry!.Sequence])), cancellationToken: stop)
                .ConfigureAwait(false);
        }
        catch (Exception cause) when (Hub.IsPassing(cause, stop))
        {
            // The other copy ends as a duplicate.
        }
    }

    private async Task DropAsync(Arrived arrived)
    {
        Interlocked.Increment(ref _duplicates);
        files.Drop(arrived.Result);
        await CommittedAsync(new RemoteEnd(arrived.Result.End!, [], arrived.Result.Worker, 0) { Token = arrived })
            .ConfigureAwait(false);
    }

    // One that does not reach the server is delivered again, and dropped then.
    private static async Task AckAsync(INatsJSMsg<byte[]> message)
    {
        try
        {
            await message.AckAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (Hub.IsPassing(cause, CancellationToken.None))
        {
        }
    }

    /// <summary>A result as it came.</summary>
    private sealed record Arrived(INatsJSMsg<byte[]> Message, ResultMessage Result);
}
