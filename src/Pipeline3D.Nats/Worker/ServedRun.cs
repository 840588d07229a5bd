using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Pool;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Worker;

/// <summary>What a worker does for one run: pulls tasks as it has room, runs them through a graph that stays warm,
/// gives the results back.</summary>
internal sealed class ServedRun : IAsyncDisposable
{
    // Deliveries of one task after which it is taken to end whoever works on it.
    private const int MostDeliveries = 3;

    // Tries after which an item that a machine could not do is reported as it is.
    private const int MostAttempts = 3;

    private static readonly TimeSpan PullTime = TimeSpan.FromSeconds(5);

    private readonly WorkerOptions _options;
    private readonly Hub _hub;
    private readonly RunRecord _record;
    private readonly Places _places;
    private readonly IWorkerGraphs _graphs;
    private readonly IBlobStore _blobs;
    private readonly ScratchFolder _scratch;
    private readonly string _runFolder;
    private readonly ShippedInputs? _inputs;
    private readonly SharedValues _values;
    private readonly ItemFeed _feed;
    private readonly ResultSender _sender;
    private readonly CancellationTokenSource _pulling = new(), _stop = new();
    private readonly CancelledItems _cancelled;
    private readonly List<Task> _loops = [];
    private readonly Lock _gate = new();
    private readonly List<Task> _fits = [];
    private Task _beats = Task.CompletedTask;
    private Task? _graph;

    public ServedRun(WorkerOptions options, Hub hub, RunRecord record, Places places, IWorkerGraphs graphs)
    {
        (_options, _hub, _record, _places, _graphs) = (options, hub, record, places, graphs);
        _runFolder = record.Ships ? "" : options.Paths.Here(record.Folder);
        _scratch = record.Ships ? new ScratchFolder(Path.Combine(options.Scratch, record.Run, options.Name))
            : ScratchFolder.Below(_runFolder, options.Name);
        _blobs = record.Ships ? new HubBlobs(hub) : new FolderBlobs(NatsPool.BlobFolder(_runFolder));
        _inputs = record.Ships ? new ShippedInputs(Path.Combine(_scratch.Path, "journal", "inputs"), _blobs) : null;
        _values = new SharedValues(_blobs);
        _values.Tell(record.Values);
        _sender = new ResultSender(options, hub, record, _blobs, _scratch, Held);
        _feed = new ItemFeed(_values, EndItem);
        _cancelled = new CancelledItems(options, hub, record.Run);
    }

    /// <summary>What is held.</summary>
    public HeldTasks Held { get; } = new();

    /// <summary>The run as it was when this began.</summary>
    public RunRecord Record => _record;

    /// <summary>Why nothing is taken any more; empty while all is well.</summary>
    public string Idle { get; private set; } = "";

    /// <summary>What long work is at; empty when there is none.</summary>
    public string Status { get; private set; } = "";

    public void Begin()
    {
        foreach (string tag in _options.Tags.Contains(Names.GpuTag) ? new[] { Names.AnyTag, Names.GpuTag }
            : [Names.AnyTag])
            _loops.Add(WatchAsync(PullAsync(tag)));
        _loops.Add(WatchAsync(_cancelled.HearAsync(_pulling.Token)));
        _beats = WatchAsync(BeatAsync());
    }

    /// <summary>The run's record has changed.</summary>
    public void Tell(RunRecord record) => _values.Tell(record.Values);

    // For as long as anything is held, leaving included.
    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_record.AckWait / 6), _options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await TellAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception cause) when (Hub.IsPassing(cause, _stop.Token))
                {
                    // Told again in a moment.
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run has ended here.
        }
    }

    // Tells the server that all that is held is being worked on, and the run what it is.
    private async Task TellAsync(CancellationToken stop)
    {
        if (Held.Count == 0)
            return;
        foreach (INatsJSMsg<byte[]> message in Held.Messages())
            await message.AckProgressAsync(cancellationToken: stop).ConfigureAwait(false);
        await _hub.Connection.PublishAsync(Names.BeatOf(_record.Run),
            Wire.Write(new BeatMessage(_options.Name, Held.Sequences, Held.Fits, Status)), cancellationToken: stop)
            .ConfigureAwait(false);
    }

    /// <summary>Takes nothing more and waits until what is begun has ended.</summary>
    public async Task DrainAsync(CancellationToken hurry)
    {
        await _pulling.CancelAsync().ConfigureAwait(false);
        _feed.Complete();
        Task work = Task.WhenAll([.. _loops, _graph ?? Task.CompletedTask, .. Fits()]);
        await Task.WhenAny(work, Task.Delay(Timeout.Infinite, hurry)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _pulling.CancelAsync().ConfigureAwait(false);
        _feed.Complete();
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (Task task in new[] { [.. _loops, _beats, _graph ?? Task.CompletedTask], Fits() }
            .SelectMany(tasks => tasks))
            await Task.WhenAny(task).ConfigureAwait(false);
        await _sender.DisposeAsync().ConfigureAwait(false);
        _places.Release(Held.Count);
        try
        {
            _scratch.Delete();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The run's own end removes what is left.
        }
        _pulling.Dispose();
        _stop.Dispose();
    }

    private Task[] Fits()
    {
        lock (_gate)
            return [.. _fits];
    }

    // What nobody foresaw ends the part of this run here, and is told.
    private async Task WatchAsync(Task loop)
    {
        try
        {
            await loop.ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            Withdraw($"a defect of the program, please report it: {cause}");
        }
    }

    private async Task PullAsync(string tag)
    {
        CancellationToken stop = _pulling.Token;
        TimeSpan ackWait = TimeSpan.FromSeconds(_record.AckWait);
        while (!stop.IsCancellationRequested)
        {
            int room = 0;
            try
            {
                INatsJSConsumer consumer = await _hub.TasksOfAsync(_record.Run, tag, ackWait, stop)
                    .ConfigureAwait(false);
                for (bool any = true; any;)
                {
                    any = false;
                    room = await _places.TakeAsync(_places.Most, stop).ConfigureAwait(false);
                    await foreach (INatsJSMsg<byte[]> message in consumer.FetchAsync<byte[]>(new NatsJSFetchOpts
                    {
                        MaxMsgs = room, Expires = PullTime,
                    }, cancellationToken: stop).ConfigureAwait(false))
                    {
                        any = true;
                        room--;
                        if (!await TakeAsync(message).ConfigureAwait(false))
                            _places.Release();
                    }
                    _places.Release(room);
                    room = 0;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                _places.Release(room);
                return;
            }
            catch (Exception cause) when (Hub.IsPassing(cause, stop))
            {
                _places.Release(room);
                await _hub.TryMakeAsync(stop).ConfigureAwait(false);
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(200), _options.Time, stop))
                    .ConfigureAwait(false);
            }
        }
    }

    // Whether it takes a place.
    private async Task<bool> TakeAsync(INatsJSMsg<byte[]> message)
    {
        TaskMessage task;
        try
        {
            task = Wire.Read<TaskMessage>(message.Data);
        }
        catch (System.Text.Json.JsonException)
        {
            await message.AckTerminateAsync().ConfigureAwait(false);
            return false;
        }
        if (!Held.Add(task, message))
            return false;
        Point("taken");
        if (Idle.Length > 0 || _pulling.IsCancellationRequested)
            _sender.Return(task, Idle.Length > 0 ? Idle : $"{_options.Name} leaves", _places.Release);
        else if ((message.Metadata?.NumDelivered ?? 1) > MostDeliveries)
            _sender.Lost(task, MostDeliveries, _places.Release);
        else if (_cancelled.Has(task))
            _sender.Forget(task, _places.Release);
        else
            await StartAsync(task).ConfigureAwait(false);
        return true;
    }

    private async Task StartAsync(TaskMessage task)
    {
        try
        {
            if (_inputs is not null)
            {
                await _inputs.TakeAsync(_record.Files, _stop.Token).ConfigureAwait(false);
                await _inputs.TakeAsync(task.Files, _stop.Token).ConfigureAwait(false);
            }
            if (task.Fit is { } fit)
                lock (_gate)
                    _fits.Add(Task.Run(() => FitAsync(task, fit)));
            else
                GiveToGraph(task);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or WorkerException)
        {
            // Another machine may have what this one lacks.
            Withdraw(cause.Message);
            _sender.Return(task, cause.Message, _places.Release);
        }
    }

    private void GiveToGraph(TaskMessage task)
    {
        lock (_gate)
        {
            if (_graph is null)
            {
                WorkerGraph graph = _graphs.Make(OrderOf(_scratch.Path));
                _graph = Task.Run(() => RunAsync(graph));
            }
        }
        _feed.Give(task.Entry! with { Input = Here(task.Entry.Input), Files = [.. task.Entry.Files.Select(Here)] });
    }

    private async Task RunAsync(WorkerGraph graph)
    {
        try
        {
            RunResult result = await new GraphRun(graph.Plan, graph.Options with
            {
                Feed = _feed, BudgetBytes = _options.BudgetBytes,
            }).RunAsync(_stop.Token).ConfigureAwait(false);
            if (result.Status == RunStatus.Failed)
                Withdraw(string.Join("; ", result.Failures));
        }
        finally
        {
            graph.Release();
            foreach (EntryRef left in _feed.Left())
                if (Held.Find(left.Source, left.Item) is { } task)
                    _sender.Return(task, Idle.Length > 0 ? Idle : $"{_options.Name} leaves", _places.Release);
        }
    }

    private async Task FitAsync(TaskMessage task, FitMessage fit)
    {
        ScratchFolder scratch = FitFolder(fit, out FileStream? held);
        FitItems asked = new([], []);
        try
        {
            Stream content = await _blobs.OpenAsync(fit.Items, _stop.Token).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, _stop.Token).ConfigureAwait(false);
                asked = Wire.Read<FitItems>(bytes.ToArray());
            }
            if (_inputs is not null)
                await _inputs.TakeAsync(asked.Files, _stop.Token).ConfigureAwait(false);
            WorkerGraph graph = _graphs.Make(OrderOf(scratch.Path));
            string product = Path.Combine(scratch.Path, "product");
            FittedGroup made = await GroupFit.RunAsync(graph.Plan, graph.Options with
            {
                BudgetBytes = _options.BudgetBytes,
            }, new FitTask(fit.Node, fit.Group, fit.IsGrouped, [.. asked.Items.Select(item => item with
            {
                Input = Here(item.Input), Files = [.. item.Files.Select(Here)],
            })]), _values.TakeAsync, product, _stop.Token).ConfigureAwait(false);
            graph.Release();
            if (_stop.IsCancellationRequested || made.Failure is { Reason: RejectReason.Stopped })
                _sender.Return(task, $"{_options.Name} leaves", _places.Release);
            else
                await _sender.MadeAsync(task, fit, made, product, scratch, _places.Release).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or WorkerException
            or OperationCanceledException or System.Text.Json.JsonException)
        {
            _sender.Return(task, cause.Message, _places.Release);
        }
        finally
        {
            _inputs?.Drop(asked.Files);
            if (held is not null)
                await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    // One folder for each group, so that another attempt goes on from its checkpoint; a second process has its own.
    private ScratchFolder FitFolder(FitMessage fit, out FileStream? held)
    {
        string name = $"fit-{fit.Node}-{Names.HashOf(fit.Group)}";
        ScratchFolder shared = _record.Ships ? new ScratchFolder(Path.Combine(_scratch.Path, "journal", name))
            : ScratchFolder.Below(_runFolder, name);
        Directory.CreateDirectory(shared.Path);
        try
        {
            held = new FileStream(Path.Combine(shared.Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None);
            return shared;
        }
        catch (IOException)
        {
            held = null;
            return new ScratchFolder($"{shared.Path}-{_options.Name}");
        }
    }

    private void EndItem(EntryRef entry, JournalEntry end, IReadOnlyList<BlockTiming> timings)
    {
        if (Held.Find(entry.Source, entry.Item) is not { } task)
            return;
        DeadLetter? machine = end.Letters.FirstOrDefault(letter => letter.Reason is RejectReason.Stopped
            or RejectReason.OutputFailed or RejectReason.Shortage or RejectReason.DeviceMemory);
        if (machine is { Reason: RejectReason.Shortage or RejectReason.OutputFailed })
            Withdraw(machine.Message);
        if (machine is { Reason: RejectReason.Stopped } || (machine is not null && task.Attempt < MostAttempts))
            _sender.Return(task, machine.Message, _places.Release);
        else
            _sender.Ended(task, end, timings, _runFolder, _places.Release);
        _inputs?.Drop(task.Files);
        Point("ended");
    }

    private void Withdraw(string why)
    {
        if (Idle.Length > 0)
            return;
        Idle = why;
        // What is given back is not to come here again.
        _pulling.Cancel();
        _options.Say($"{_record.Name} ({_record.Run}): takes nothing more: {why}");
    }

    private GraphOrder OrderOf(string folder) => new(_record.Definition, folder, _runFolder, Here);

    private string Here(string path) => _inputs is not null ? _inputs.Here(path) : _options.Paths.Here(path);

    private static void Point(string name) => FaultPoints.At(name);
}
