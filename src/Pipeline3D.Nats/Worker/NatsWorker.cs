using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.KeyValueStore;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Pool;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Worker;

/// <summary>A process that computes items for any run of its account at a NATS server, until it is asked to
/// leave.</summary>
public sealed class NatsWorker
{
    private readonly WorkerOptions _options;
    private readonly IWorkerGraphs _graphs;
    private readonly Dictionary<string, ServedRun> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Why, RunRecord? Record)> _idle = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Places _places;

    /// <summary>Makes a worker.</summary>
    public NatsWorker(WorkerOptions options, IWorkerGraphs graphs)
        => (_options, _graphs, _places) = (options, graphs, new Places(options.Places));

    /// <summary>What floating-point results depend on in this process.</summary>
    public static string Processor => $"{System.Numerics.Vector<float>.Count} floats, "
        + (System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2"
            : System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "NEON" : "no vectors");

    /// <summary>Works until it is asked to leave: then it takes nothing more, ends what it has begun within its grace
    /// and gives the rest back.</summary>
    /// <param name="leave">Asks it to leave.</param>
    /// <param name="stop">Has it leave at once.</param>
    /// <exception cref="ServerException">The server does not let it in.</exception>
    public async Task RunAsync(CancellationToken leave, CancellationToken stop)
    {
        if (await ConnectAsync(leave).ConfigureAwait(false) is not { } hub)
            return;
        await using (hub.ConfigureAwait(false))
        {
            _options.Say($"{_options.Name} is at {_options.Address} with {_options.Places} place"
                + (_options.Places == 1 ? "" : "s"));
            using var ended = new CancellationTokenSource();
            Task beats = BeatAsync(hub, ended.Token);
            await WatchAsync(hub, leave).ConfigureAwait(false);
            await LeaveAsync(stop).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(beats).ConfigureAwait(false);
            await SayGoodbyeAsync(hub).ConfigureAwait(false);
        }
        _places.Dispose();
    }

    // The server may be started after its workers.
    private async Task<Hub?> ConnectAsync(CancellationToken leave)
    {
        for (bool isSaid = false; !leave.IsCancellationRequested;)
        {
            try
            {
                return await Hub.ConnectAsync(_options.Address, $"pipeline3d worker {_options.Name}", leave)
                    .ConfigureAwait(false);
            }
            catch (ServerException cause) when (cause.InnerException is not null
                && !cause.Message.Contains("Authorization", StringComparison.OrdinalIgnoreCase))
            {
                if (!isSaid)
                    _options.Say($"{cause.Message}. Waiting for it.");
                isSaid = true;
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), _options.Time, leave)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (leave.IsCancellationRequested)
            {
                return null;
            }
        }
        return null;
    }

    private async Task WatchAsync(Hub hub, CancellationToken leave)
    {
        while (!leave.IsCancellationRequested)
        {
            try
            {
                INatsKVStore store = await hub.Values.GetStoreAsync(Names.Runs, leave).ConfigureAwait(false);
                await foreach (NatsKVEntry<byte[]> entry in store.WatchAsync<byte[]>(cancellationToken: leave)
                    .ConfigureAwait(false))
                    await TakeAsync(hub, entry, leave).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (leave.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause) when (Hub.IsPassing(cause, leave))
            {
                await hub.TryMakeAsync(leave).ConfigureAwait(false);
            }
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(500), _options.Time, leave)).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(Hub hub, NatsKVEntry<byte[]> entry, CancellationToken leave)
    {
        RunRecord? record = null;
        try
        {
            record = entry.Operation == NatsKVOperation.Put && entry.Value is { } bytes ? Wire.Read<RunRecord>(bytes)
                : null;
        }
        catch (JsonException cause)
        {
            Note(entry.Key, $"its record cannot be read by this build: {cause.Message}");
            return;
        }
        ServedRun? served;
        lock (_gate)
            served = _runs.GetValueOrDefault(entry.Key);
        if (served is not null && record is not null && !record.HasEnded && record.Epoch == served.Record.Epoch)
        {
            served.Tell(record);
            return;
        }
        if (served is not null)
        {
            await served.DisposeAsync().ConfigureAwait(false);
            lock (_gate)
                _runs.Remove(entry.Key);
        }
        if (record is null || record.HasEnded)
        {
            Note(entry.Key, "");
            return;
        }
        Serve(hub, record, isFirst: true);
        leave.ThrowIfCancellationRequested();
    }

    // What keeps it from taking part may go by: a folder that is mounted later.
    private void Serve(Hub hub, RunRecord record, bool isFirst)
    {
        string idle = WhyIdle(record);
        Note(record.Run, idle, record);
        if (idle.Length > 0)
        {
            if (isFirst)
                _options.Say($"{record.Name} ({record.Run}): takes nothing: {idle}");
            return;
        }
        var run = new ServedRun(_options, hub, record, _places, _graphs);
        lock (_gate)
            if (!_runs.TryAdd(record.Run, run))
                return;
        _options.Say($"{record.Name} ({record.Run}): takes part");
        run.Begin();
    }

    private string WhyIdle(RunRecord record)
    {
        if (record.Build != _graphs.Build)
            return $"build {_graphs.Build} differs from the run's {record.Build}";
        if (record.Processor is { Length: > 0 } processor && processor != Processor)
            return $"its processor ({Processor}) differs from that of the run's other workers ({processor})";
        if (record.Ships)
            return "";
        string folder = _options.Paths.Here(record.Folder), probe = RunRegistry.ProbeOf(folder);
        if (!_options.Paths.IsAllowed(folder))
            return $"the run's folder {folder} lies below none of the folders that it was started with (--root, --map)";
        try
        {
            return File.Exists(probe) && File.ReadAllText(probe) == record.Probe ? "" : $"it does not see the run's "
                + $"folder {folder}; is it mounted here? Say --map FROM=TO, or --ship where the run is started";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return $"it cannot read {folder}: {cause.Message}";
        }
    }

    private void Note(string run, string idle, RunRecord? record = null)
    {
        lock (_gate)
            if (idle.Length > 0)
                _idle[run] = (idle, record);
            else
                _idle.Remove(run);
    }

    private async Task BeatAsync(Hub hub, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Hub.Presence / 4, _options.Time);
        try
        {
            do
            {
                try
                {
                    RunRecord[] refused;
                    lock (_gate)
                        refused = [.. _idle.Values.Select(idle => idle.Record).OfType<RunRecord>()];
                    foreach (RunRecord record in refused)
                        Serve(hub, record, isFirst: false);
                    INatsKVStore store = await hub.Values.GetStoreAsync(Names.Workers, stop).ConfigureAwait(false);
                    await store.PutAsync(KeyOf(_options.Name), Wire.Write(Facts()), cancellationToken: stop)
                        .ConfigureAwait(false);
                }
                catch (Exception cause) when (Hub.IsPassing(cause, stop))
                {
                    await hub.TryMakeAsync(stop).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It leaves.
        }
    }

    private WorkerFacts Facts()
    {
        lock (_gate)
            return new WorkerFacts(KeyOf(_options.Name), Environment.MachineName, _options.Places, _graphs.Build)
            {
                ProcessId = Environment.ProcessId, BudgetBytes = _options.BudgetBytes, Tags = _options.Tags,
                Processor = Processor, At = [.. _runs.Values.SelectMany(run => run.Held.Names)],
                Idle = string.Join("; ", _idle.Values.Select(idle => idle.Why).Concat(_runs.Values.Select(run
                    => run.Idle))
                    .Where(idle => idle.Length > 0)), Seen = _options.Time.GetUtcNow(),
            };
    }

    private async Task LeaveAsync(CancellationToken stop)
    {
        ServedRun[] runs;
        lock (_gate)
            runs = [.. _runs.Values];
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(stop);
        hurry.CancelAfter(_options.Grace);
        await Task.WhenAll(runs.Select(run => run.DrainAsync(hurry.Token))).ConfigureAwait(false);
        foreach (ServedRun run in runs)
            await run.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SayGoodbyeAsync(Hub hub)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            INatsKVStore store = await hub.Values.GetStoreAsync(Names.Workers, limit.Token).ConfigureAwait(false);
            await store.DeleteAsync(KeyOf(_options.Name), cancellationToken: limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NatsException or TimeoutException or OperationCanceledException)
        {
            // It is forgotten when it is not heard of.
        }
    }

    private static string KeyOf(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c)
        || c is '-' or '_' ? c : '_'));
}
