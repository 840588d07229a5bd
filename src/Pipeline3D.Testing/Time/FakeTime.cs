using Microsoft.Extensions.Time.Testing;

namespace Pipeline3D.Testing.Time;

/// <summary>A clock that stands still until a test advances it, and that tells when what is tested has begun to
/// wait.</summary>
/// <remarks>All but the telling is <see cref="FakeTimeProvider"/>'s: timers fire in the order of their times on the
/// thread that advances, outside of all locks, and see the time that is advanced to; one that is due at once fires at
/// once. Safe on any thread.</remarks>
public sealed class FakeTime : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<ITimer> _waiting = [];
    private readonly List<(int Timers, TaskCompletionSource Reached)> _watchers = [];

    /// <summary>A clock that begins at 2000-01-01 00:00 UTC.</summary>
    public FakeTime()
    {
    }

    /// <summary>A clock that begins at a time of choice.</summary>
    public FakeTime(DateTimeOffset start) : base(start)
    {
    }

    /// <summary>Timers that will fire when time goes on.</summary>
    public int Waiting { get { lock (_gate) return _waiting.Count; } }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new CountedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes once at least so many timers wait: then what is to be tested has begun to wait, and no
    /// sleep is needed.</summary>
    public Task WhenWaitingAsync(int timers = 1)
    {
        lock (_gate)
        {
            if (_waiting.Count >= timers)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((timers, reached));
            return reached.Task;
        }
    }

    // Under the gate.
    private void Count(ITimer timer, bool waits)
    {
        if (!waits)
        {
            _waiting.Remove(timer);
            return;
        }
        _waiting.Add(timer);
        foreach ((int timers, TaskCompletionSource reached) in _watchers)
            if (_waiting.Count >= timers)
                reached.TrySetResult();
        _watchers.RemoveAll(watcher => watcher.Reached.Task.IsCompleted);
    }

    private ITimer CreateIdle(TimerCallback callback)
        => base.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private sealed class CountedTimer : ITimer
    {
        private readonly FakeTime _time;
        private readonly ITimer _inner;
        private bool _repeats;

        public CountedTimer(FakeTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _inner = time.CreateIdle(_ =>
            {
                lock (time._gate)
                    time.Count(this, waits: _repeats);
                callback(state);
            });
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                _repeats = dueTime >= TimeSpan.Zero && period > TimeSpan.Zero;
                // Set and counted in one step, so that whoever is told of it can let it fire. A timer that is due at
                // once calls back within Change, which must not happen under a lock, and counts itself.
                if (dueTime != TimeSpan.Zero)
                {
                    bool isSet = _inner.Change(dueTime, period);
                    _time.Count(this, isSet && dueTime > TimeSpan.Zero);
                    return isSet;
                }
            }
            return _inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (_time._gate)
            {
                _repeats = false;
                _time.Count(this, waits: false);
                _inner.Dispose();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
