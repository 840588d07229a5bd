using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Blobs;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Pool;

/// <summary>Workers on a NATS server compute the items of a run: sends tasks, takes results, sends again what came to
/// nothing.</summary>
/// <remarks>The server may be killed, begin empty, or be cut off at any time: what is open here is sent again. A result
/// is acknowledged once its row is committed. Its folder on a file system that workers share, or files through the
/// server.</remarks>
public sealed class NatsPool : IWorkPool
{
    private const int LargestInline = 256 << 10;

    private readonly NatsPoolOptions _options;
    private readonly Hub _hub;
    private readonly IBlobStore _blobs;
    private readonly RunFiles _files;
    private readonly OpenTasks _open;
    private readonly Presence _presence;
    private readonly RunRegistry _registry;
    private readonly ResultReader _results;
    private readonly Caretaker _care;
    private readonly WindowGate _window = new(64);
    private readonly WindowGate? _shipping;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private IReadOnlyList<ShippedFile> _shipped = [];
    private PoolException? _failure;
    private long _fits;

    private NatsPool(NatsPoolOptions options, Hub hub)
    {
        (_options, _hub) = (options, hub);
        _blobs = options.Ships ? new HubBlobs(hub) : new FolderBlobs(BlobFolder(options.Folder));
        _files = new RunFiles(options.Folder, _blobs, options.Ships, options.Time);
        _shipping = options.Ships ? new WindowGate((int)Math.Max(1, options.ShippedBytes >> 20)) : null;
        _open = new OpenTasks(options.Time);
        _presence = new Presence(hub, options.Time);
        _registry = new RunRegistry(hub, options);
        _results = new ResultReader(options, hub, _open, _files, _blobs, SendAgainAsync, Fail);
        _care = new Caretaker(options, hub, _open, _presence, _window, SendAgainAsync, Fail);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WorkerFacts> Workers => _presence.There;

    /// <inheritdoc/>
    public PoolCounts Counts => new(_open.Count, _care.SentAgain + _results.Returned, _care.Speculated,
        _results.Duplicates, _care.Vanished);

    /// <summary>Begins to serve a run.</summary>
    /// <exception cref="ServerException">The server cannot be used.</exception>
    /// <exception cref="PoolException">Another process serves the run.</exception>
    public static async Task<NatsPool> StartAsync(NatsPoolOptions options, CancellationToken stop)
    {
        Hub hub = await Hub.ConnectAsync(options.Address, $"pipeline3d run {options.Name}", stop)
            .ConfigureAwait(false);
        var pool = new NatsPool(options, hub);
        try
        {
            pool._shipped = await pool._files.ShipAsync(options.Files, stop).ConfigureAwait(false);
            await pool._registry.BeginAsync(pool._shipped, stop).ConfigureAwait(false);
            foreach (string tag in new[] { Names.AnyTag, Names.GpuTag })
                await hub.TasksOfAsync(options.RunId, tag, options.AckWait, stop).ConfigureAwait(false);
            await hub.ResultsOfAsync(options.RunId, options.AckWait, stop).ConfigureAwait(false);
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        pool._loops.AddRange([pool._presence.WatchAsync(pool._care.WorkersChanged, pool._stop.Token),
            pool._results.ReadAsync(pool._stop.Token), pool._care.RunAsync(pool._stop.Token),
            pool._registry.HoldAsync(pool.Fail, pool._stop.Token)]);
        return pool;
    }

    /// <inheritdoc/>
    public async ValueTask<RemoteEnd> ComputeAsync(EntryRef entry, CancellationToken stop)
    {
        await _window.EnterAsync(stop).ConfigureAwait(false);
        IReadOnlyList<ShippedFile> files = [];
        try
        {
            ThrowIfFailed();
            if (_shipping is not null)
                await _shipping.EnterAsync(stop).ConfigureAwait(false);
            files = await _files.ShipAsync(entry.Files, stop).ConfigureAwait(false);
            OpenTask task = _open.Add(new TaskMessage { Entry = entry, Files = files });
            // What was done before this process took the run over.
            if (!await _results.TryTakeEarlyAsync(task, stop).ConfigureAwait(false))
                await SendAsync(task, stop).ConfigureAwait(false);
            ThrowIfFailed();
            return await task.End.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            await _files.ForgetAsync(files, CancellationToken.None).ConfigureAwait(false);
            _shipping?.Leave();
            _window.Leave();
        }
    }

    /// <inheritdoc/>
    public ValueTask CommittedAsync(RemoteEnd end) => _results.CommittedAsync(end);

    /// <inheritdoc/>
    public async ValueTask<RemoteProduct> FitAsync(FitTask task, CancellationToken stop)
    {
        ThrowIfFailed();
        IReadOnlyList<ShippedFile> files = await _files.ShipAsync([.. task.Items.SelectMany(item => item.Files)], stop)
            .ConfigureAwait(false);
        using var items = new MemoryStream(Wire.Write(new FitItems(task.Items, files)));
        string blob = await _blobs.PutAsync(items, stop).ConfigureAwait(false);
        // What an earlier process asked for has other numbers.
        long number = (_registry.Epoch << 16) + Interlocked.Increment(ref _fits);
        OpenTask open = _open.Add(new TaskMessage
        {
            Fit = new FitMessage(number, task.Node, task.Group, task.IsGrouped, blob),
        });
        await SendAsync(open, stop).ConfigureAwait(false);
        ThrowIfFailed();
        RemoteProduct made = await open.Product.Task.WaitAsync(stop).ConfigureAwait(false);
        await _blobs.DeleteAsync(blob, stop).ConfigureAwait(false);
        await _files.ForgetAsync(files, stop).ConfigureAwait(false);
        return made;
    }

    /// <inheritdoc/>
    public async ValueTask OfferAsync(string node, string key, Action<Stream>? save, CancellationToken stop)
    {
        if (save is null)
        {
            await _registry.ShareAsync(node, new SharedValue(key, ""), stop).ConfigureAwait(false);
            return;
        }
        string file = Path.GetTempFileName();
        try
        {
            FileStream content = new(file, FileMode.Create, FileAccess.ReadWrite);
            await using (content.ConfigureAwait(false))
            {
                save(content);
                content.Position = 0;
                await _registry.ShareAsync(node, new SharedValue(key, await _blobs.PutAsync(content, stop)
                    .ConfigureAwait(false)), stop).ConfigureAwait(false);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Ends the service: workers are told, and nothing of the run is left at the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (Task loop in _loops)
            await Task.WhenAny(loop).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        bool isOurs = true;
        try
        {
            isOurs = await _registry.EndAsync(limit.Token).ConfigureAwait(false);
            await _files.ForgetAsync(_shipped, limit.Token).ConfigureAwait(false);
            foreach (string blob in _registry.ValueBlobs)
                await _blobs.DeleteAsync(blob, limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NatsException or TimeoutException or OperationCanceledException)
        {
            _options.Remark($"{_options.Address} did not answer at the end, so what is left of the run there goes by "
                + $"its age: {cause.Message}");
        }
        // Another process that took the run over works in it.
        if (!_options.Ships && isOurs)
            ScratchFolder.DeleteAll(_options.Folder);
        await _hub.DisposeAsync().ConfigureAwait(false);
        _registry.Dispose();
        _stop.Dispose();
    }

    /// <summary>Where contents lie that are too large for messages, when the run's folder is shared.</summary>
    internal static string BlobFolder(string runFolder) => Path.Combine(runFolder, "journal", "scratch", "blobs");

    private async Task SendAgainAsync(OpenTask task, CancellationToken stop)
    {
        lock (task)
            task.Attempt++;
        await SendAsync(task, stop).ConfigureAwait(false);
    }

    private async Task SendAsync(OpenTask task, CancellationToken stop)
    {
        (string tag, string what) = task.Message switch
        {
            { Entry: { } entry } => (Names.AnyTag, $"{entry.Source}/{Names.HashOf($"{entry.Item}\n{entry.Stamp}")}"),
            { Fit: { } fit } => (fit.IsGrouped || !_presence.There.Any(worker => worker.Tags.Contains(Names.GpuTag))
                ? Names.AnyTag : Names.GpuTag, $"fit/{fit.Number}"),
            _ => throw new InvalidOperationException("a task is an item or a fit"),
        };
        FaultPoints.At("send");
        int attempt = task.Attempt;
        task.SentAt = _options.Time.GetTimestamp();
        await _hub.PublishAsync(Names.TasksOf(_options.RunId, tag), Wire.Write(task.Message with { Attempt = attempt }),
            $"{_options.RunId}/{what}/{_registry.Epoch}/{attempt}", stop).ConfigureAwait(false);
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw new PoolException(failure.Message, failure);
    }

    private void Fail(PoolException why)
    {
        Volatile.Write(ref _failure, why);
        foreach (OpenTask task in _open.Open())
        {
            task.End.TrySetException(why);
            task.Product.TrySetException(why);
        }
    }

    internal static bool IsLarge(byte[] message) => message.Length > LargestInline;
}
