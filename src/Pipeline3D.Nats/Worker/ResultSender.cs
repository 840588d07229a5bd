using NATS.Client.JetStream;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Pool;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Worker;

/// <summary>Gives results to the run: files first, then the result until the server has it, then the word that the task
/// is done.</summary>
internal sealed class ResultSender(WorkerOptions options, Hub hub, RunRecord record, IBlobStore blobs,
    ScratchFolder scratch, HeldTasks held) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _sending = [];

    /// <summary>An item has ended.</summary>
    /// <param name="task">What was asked for.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="timings">What each block did.</param>
    /// <param name="runFolder">The run's folder here; empty when it is not shared.</param>
    /// <param name="release">Called with 1 when its place is free.</param>
    public void Ended(TaskMessage task, JournalEntry end, IReadOnlyList<BlockTiming> timings, string runFolder,
        Action<int> release) => Send(task, async stop =>
    {
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (record.Ships)
            foreach (JournalOutput output in end.Outputs)
                outputs[output.Path] = await PutAsync(Path.Combine(scratch.Path, output.Path), stop)
                    .ConfigureAwait(false);
        // Paths in texts are those of the run.
        JournalEntry told = end with
        {
            Remarks = [.. end.Remarks.Select(Told)], Letters = [.. end.Letters.Select(letter => letter with
            {
                Message = Told(letter.Message), Input = task.Entry!.Input,
            })],
        };
        byte[] bytes = Wire.Write(told);
        bool isLarge = NatsPool.IsLarge(bytes);
        using var content = new MemoryStream(bytes);
        var result = new ResultMessage
        {
            Worker = options.Name, Attempt = task.Attempt, Entry = task.Entry, Timings = timings, Outputs = outputs,
            End = isLarge ? null : told, Blob = isLarge ? await blobs.PutAsync(content, stop).ConfigureAwait(false)
                : null,
        };
        FaultPoints.At("files");
        return result;
    }, release);

    /// <summary>An item ended every process that worked on it.</summary>
    public void Lost(TaskMessage task, int deliveries, Action<int> release) => Send(task, _ =>
    {
        string why = $"{deliveries} workers ended, or fell silent, while they worked on it; see their logs, and try it "
            + "alone with: pipeline3d run FILE --set ...";
        ResultMessage result = task.Entry is { } entry ? new ResultMessage
        {
            Worker = options.Name, Attempt = task.Attempt, Entry = entry, End = new JournalEntry
            {
                Source = entry.Source, Item = entry.Item, Sequence = entry.Sequence, Input = entry.Input,
                Stamp = entry.Stamp, Hash = "", Upstream = entry.Upstream, Outcome = ItemOutcome.Dead,
                Letters = [new DeadLetter(entry.Item, entry.Sequence, entry.Source, RejectReason.Lost, why, entry.Input,
                    "")],
            },
        } : new ResultMessage
        {
            Worker = options.Name, Attempt = task.Attempt, Fit = new FitResult(task.Fit!.Number, null, new FitNotes
            {
                Failure = new RemoteFailure(RejectReason.Lost, why, ""),
            }),
        };
        return Task.FromResult(result);
    }, release);

    /// <summary>A task is given back undone.</summary>
    public void Return(TaskMessage task, string why, Action<int> release) => Send(task, _
        => Task.FromResult(Undone(task, why)), release);

    /// <summary>A task that another worker has done is done with.</summary>
    public void Forget(TaskMessage task, Action<int> release) => Track(AckAsync(task, release));

    /// <summary>A group was reduced.</summary>
    public Task MadeAsync(TaskMessage task, FitMessage fit, FittedGroup made, string product, ScratchFolder folder,
        Action<int> release) => Send(task, async stop =>
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in folder.FilesOfFit())
            files[path] = await PutAsync(Path.Combine(folder.Path, path), stop).ConfigureAwait(false);
        string? blob = made.Failure is null ? await PutAsync(product, stop).ConfigureAwait(false) : null;
        return new ResultMessage
        {
            Worker = options.Name, Attempt = task.Attempt,
            Fit = new FitResult(fit.Number, blob, FitNotes.Of(made, files)),
        };
    }, release);

    /// <summary>Waits until what is on its way has been taken, or gives it up.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] left;
        lock (_gate)
            left = [.. _sending];
        await Task.WhenAny(Task.WhenAll(left), Task.Delay(TimeSpan.FromSeconds(5), options.Time)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (Task task in left)
            await Task.WhenAny(task).ConfigureAwait(false);
        _stop.Dispose();
    }

    private ResultMessage Undone(TaskMessage task, string why) => new()
    {
        Worker = options.Name, Attempt = task.Attempt, Entry = task.Entry, Returned = why,
        Fit = task.Fit is { } fit ? new FitResult(fit.Number, null, new FitNotes()) : null,
    };

    private string Told(string text) => new RunFolder(record.Folder).Relative(scratch.Folder.Relative(text));

    private async Task<string> PutAsync(string path, CancellationToken stop)
    {
        FileStream content = File.OpenRead(path);
        await using (content.ConfigureAwait(false))
            return await blobs.PutAsync(content, stop).ConfigureAwait(false);
    }

    private Task Send(TaskMessage task, Func<CancellationToken, Task<ResultMessage>> make,
        Action<int> release)
    {
        Task sending = Task.Run(() => SendAsync(task, make, release));
        Track(sending);
        return sending;
    }

    private void Track(Task sending)
    {
        lock (_gate)
            _sending.Add(sending);
        _ = sending.ContinueWith(done =>
        {
            lock (_gate)
                _sending.Remove(done);
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task SendAsync(TaskMessage task, Func<CancellationToken, Task<ResultMessage>> make,
        Action<int> release)
    {
        ResultMessage result;
        try
        {
            result = await make(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Its files could not be handed over: it is done elsewhere.
            result = Undone(task, cause.Message);
        }
        try
        {
            // Known by this one sending: the same result of another time is to arrive as well.
            await hub.PublishAsync(Names.ResultsOf(record.Run), Wire.Write(result), $"{Guid.NewGuid():N}", _stop.Token)
                .ConfigureAwait(false);
            FaultPoints.At("published");
            await AckAsync(task, release).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The task is delivered to another worker.
        }
    }

    private async Task AckAsync(TaskMessage task, Action<int> release)
    {
        if (held.Remove(task) is not { } taken)
            return;
        release(1);
        foreach (INatsJSMsg<byte[]> message in taken.Messages)
        {
            try
            {
                await message.AckAsync(cancellationToken: _stop.Token).ConfigureAwait(false);
            }
            catch (Exception cause) when (Hub.IsPassing(cause, CancellationToken.None))
            {
                // Delivered again, and done again or dropped by the run.
            }
        }
    }
}
