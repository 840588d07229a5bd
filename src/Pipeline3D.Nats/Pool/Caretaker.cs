using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Messages;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Pool;

/// <summary>Looks after what is open: sends again what fell silent, sends a second time what takes long, and sees to it
/// that there are workers.</summary>
internal sealed class Caretaker(NatsPoolOptions options, Hub hub, OpenTasks open, Presence presence, WindowGate window,
    Func<OpenTask, CancellationToken, Task> sendAgain, Action<PoolException> fail)
{
    private readonly long _began = options.Time.GetTimestamp();
    private long _sentAgain, _speculated, _vanished, _lastWorker = options.Time.GetTimestamp();
    private bool _isMixed;

    public long SentAgain => Volatile.Read(ref _sentAgain);

    public long Speculated => Volatile.Read(ref _speculated);

    public long Vanished => Volatile.Read(ref _vanished);

    /// <summary>Workers came or went.</summary>
    public void WorkersChanged()
    {
        WorkerFacts[] able = [.. presence.There.Where(worker => worker.Idle.Length == 0)];
        window.Limit = Math.Clamp((2 * able.Sum(worker => worker.Places)) + 16, 64, 8192);
        if (able.Length == 0)
            return;
        _lastWorker = options.Time.GetTimestamp();
        options.Status("");
        if (_isMixed || able.Select(worker => worker.Processor).Distinct().Count() < 2)
            return;
        _isMixed = true;
        options.Remark("the workers have processors of different kinds ("
            + string.Join("; ", able.Select(worker => $"{worker.Name}: {worker.Processor}")
                .Order(StringComparer.Ordinal))
            + "), so the last digits of results may differ from those of one kind; --same-cpu takes one kind alone");
    }

    public async Task RunAsync(CancellationToken stop)
    {
        Task beats = HearAsync(stop);
        using var timer = new PeriodicTimer(options.AckWait / 6, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                LookForWorkers();
                try
                {
                    await SweepAsync(stop).ConfigureAwait(false);
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
        await Task.WhenAny(beats).ConfigureAwait(false);
    }

    private void LookForWorkers()
    {
        foreach (WorkerFacts gone in presence.ForgetGone())
        {
            Interlocked.Increment(ref _vanished);
            options.Remark($"the worker {gone.Name} went without a word; what it was at is computed by others");
            WorkersChanged();
        }
        WorkerFacts[] there = [.. presence.There];
        if (there.Any(worker => worker.Idle.Length == 0))
            return;
        string idle = string.Join("; ", there.Select(worker => $"{worker.Name}: {worker.Idle}"));
        options.Status($"waiting for workers on {options.Address}{(idle.Length > 0 ? $" ({idle})" : "")}");
        if (options.WorkerTimeout is { } most && options.Time.GetElapsedTime(Math.Max(_began, _lastWorker)) > most)
            fail(new PoolException($"no worker came to {options.Address} within {most}"
                + $"{(idle.Length > 0 ? $" that takes the run ({idle})" : "")}; start one with: pipeline3d worker "
                + $"{options.Address}"));
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        (bool isThere, bool isEmpty) = await QueueAsync(stop).ConfigureAwait(false);
        if (!isThere)
        {
            // The server lost its store: what is open is sent again, as if for the first time.
            await hub.MakeAsync(stop).ConfigureAwait(false);
            foreach (string tag in new[] { Names.AnyTag, Names.GpuTag })
                await hub.TasksOfAsync(options.RunId, tag, options.AckWait, stop).ConfigureAwait(false);
            await AgainAsync(open.Open(), stop).ConfigureAwait(false);
            return;
        }
        await AgainAsync(open.Silent(options.LostAfter ?? (4 * options.AckWait), isEmpty), stop).ConfigureAwait(false);
        if (!isEmpty || window.IsFull)
            return;
        int places = presence.There.Sum(worker => worker.Places);
        foreach (OpenTask task in open.Stragglers(Math.Max(1, places / 20)))
        {
            task.IsSpeculated = true;
            Interlocked.Increment(ref _speculated);
            await sendAgain(task, stop).ConfigureAwait(false);
        }
    }

    private async Task AgainAsync(IReadOnlyList<OpenTask> tasks, CancellationToken stop)
    {
        foreach (OpenTask task in tasks)
        {
            Interlocked.Increment(ref _sentAgain);
            await sendAgain(task, stop).ConfigureAwait(false);
        }
    }

    // Whether the consumers of tasks are there, and whether nothing waits to be taken.
    private async Task<(bool IsThere, bool IsEmpty)> QueueAsync(CancellationToken stop)
    {
        ulong waiting = 0;
        foreach (string tag in new[] { Names.AnyTag, Names.GpuTag })
        {
            try
            {
                INatsJSConsumer consumer = await hub.Stream.GetConsumerAsync(Names.Tasks,
                    Names.ConsumerOf(options.RunId, tag), stop).ConfigureAwait(false);
                waiting += (ulong)consumer.Info.NumPending;
            }
            catch (NatsJSApiException cause) when (cause.Error.Code == 404)
            {
                return (false, true);
            }
        }
        return (true, waiting == 0);
    }

    private async Task HearAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (NatsMsg<byte[]> message in hub.Connection.SubscribeAsync<byte[]>(
                    Names.BeatOf(options.RunId), cancellationToken: stop).ConfigureAwait(false))
                    Hear(message);
            }
            catch (Exception cause) when (Hub.IsPassing(cause, stop))
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(200), options.Time, stop))
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Hear(NatsMsg<byte[]> message)
    {
        try
        {
            BeatMessage beat = Wire.Read<BeatMessage>(message.Data);
            open.Heard(beat);
            if (beat.Status.Length > 0)
                options.Status($"{beat.Worker}: {beat.Status}");
        }
        catch (JsonException)
        {
            // Whoever wrote it is none of our workers.
        }
    }
}
