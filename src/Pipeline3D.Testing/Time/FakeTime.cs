using Microsoft.Extensions.Time.Testing;

namespace Pipeline3D.Testing.Time;

/// <summary>A clock that stands still until a test advances it, and that tells when what is tested has begun to
/// wait.</summary>
/// <remarks>All but the telling is <see cref="FakeTimeProvider"/>'s: timers fire in the order of their times, outside
/// of all locks, and see the time that is advanced to; one that is due at once fires at once. They fire on the thread
/// that advances, or on one that makes a timer in the same moment; <see cref="Advance"/> returns when all have been
/// called. Safe on any thread.</remarks>
public sealed class FakeTime : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<CountedTimer> _waiting = [];
    private readonly List<int> _firing = []; // threads that are within a timer's callback
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

    /// <summary>Moves the time on and returns when every timer that is due has been called; within a timer's callback
    /// it returns at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Back in time.</exception>
    public new void Advance(TimeSpan delta)
    {
        base.Advance(delta);
        // Another thread that makes a timer right now fires those that are due in this one's place.
        var spin = new SpinWait();
        while (IsFiringElsewhere())
            spin.SpinOnce();
    }

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
    private void Count(CountedTimer timer, bool waits)
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

    private bool IsFiringElsewhere()
    {
        lock (_gate)
            return !_firing.Contains(Environment.CurrentManagedThreadId)
                && (_firing.Count > 0 || _waiting.Any(timer => timer.Due <= GetUtcNow()));
    }

    private ITimer CreateIdle(TimerCallback callback)
        => base.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private sealed class CountedTimer : ITimer
    {
        private readonly FakeTime _time;
        private readonly ITimer _inner;
        private TimeSpan _period;

        public CountedTimer(FakeTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _inner = time.CreateIdle(_ =>
            {
                lock (time._gate)
                {
                    time._firing.Add(Environment.CurrentManagedThreadId);
                    Due += _period;
                    time.Count(this, waits: _period > TimeSpan.Zero);
                }
                try
                {
                    callback(state);
                }
                finally
                {
                    lock (time._gate)
                        time._firing.Remove(Environment.CurrentManagedThreadId);
                }
            });
        }

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                _period = dueTime >= TimeSpan.Zero && period > TimeSpan.Zero ? period : TimeSpan.Zero;
                Due = _time.GetUtcNow() + dueTime;
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
                _period = TimeSpan.Zero;
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
