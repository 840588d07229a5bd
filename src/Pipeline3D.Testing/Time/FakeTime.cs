namespace Pipeline3D.Testing;

/// <summary>A clock that stands still until a test advances it; timers and delays made of it fire then, in the order of
/// their times.</summary>
/// <remarks>Safe on any thread. Callbacks run on the thread that advances, outside of all locks.</remarks>
public sealed class FakeTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _waiting = [];
    private readonly List<(int Timers, TaskCompletionSource Reached)> _watchers = [];
    private DateTimeOffset _now = start;

    /// <summary>A clock that begins at 2000-01-01 00:00 UTC.</summary>
    public FakeTime() : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Timers that will fire when time goes on.</summary>
    public int Waiting { get { lock (_gate) return _waiting.Count; } }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() { lock (_gate) return _now; }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time go on; a timer that fires sees the time that it was set for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Time would go backwards.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end = GetUtcNow() + by;
        while (NextUntil(end) is { } timer)
            timer.Fire();
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

    // The earliest timer that is due; equal times in the order of setting. None: the clock is set to the end.
    private FakeTimer? NextUntil(DateTimeOffset end)
    {
        lock (_gate)
        {
            FakeTimer? next = _waiting.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            DateTimeOffset then = next?.Due ?? end;
            _now = then > _now ? then : _now;
            if (next is null)
                return null;
            _waiting.Remove(next);
            if (next.Period > TimeSpan.Zero)
                Wait(next, next.Period);
            return next;
        }
    }

    private void Wait(FakeTimer timer, TimeSpan due)
    {
        timer.Due = _now + due;
        _waiting.Add(timer);
        foreach ((int timers, TaskCompletionSource reached) in _watchers)
            if (_waiting.Count >= timers)
                reached.TrySetResult();
        _watchers.RemoveAll(watcher => watcher.Reached.Task.IsCompleted);
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _ended;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (_ended)
                    return false;
                time._waiting.Remove(this);
                Period = period;
                if (dueTime >= TimeSpan.Zero)
                    time.Wait(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                _ended = true;
                time._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
