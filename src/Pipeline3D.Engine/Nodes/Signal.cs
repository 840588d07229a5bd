using System.Threading.Tasks.Sources;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Something that one waits for again and again, without a new task each time.</summary>
/// <remarks>One waiter: <see cref="Reset"/>, then <see cref="WaitAsync"/>. Anybody may set it, also before it is waited
/// for, and more than once. The waiter goes on on a pool thread of its own, never inside of <see cref="Set"/>. What
/// sets it without being asked, such as the end of a run, must also keep the waiter from beginning another
/// wait.</remarks>
internal sealed class Signal : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private int _isSet = 1;

    public Signal() => Setter = Set;

    /// <summary><see cref="Set"/> as a delegate, made once.</summary>
    public Action Setter { get; }

    /// <summary>Begins another wait; the one before is over.</summary>
    public void Reset()
    {
        // Never set, so nobody waited: what it was made ready for came about at once.
        if (Volatile.Read(ref _isSet) == 0)
            return;
        _core.Reset();
        Volatile.Write(ref _isSet, 0);
    }

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public ValueTask WaitAsync() => new(this, _core.Version);

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);
}
