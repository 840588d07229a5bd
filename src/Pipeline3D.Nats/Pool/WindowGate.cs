namespace Pipeline3D.Nats.Pool;

/// <summary>Lets so many in at once, in the order in which they came; the number may change.</summary>
internal sealed class WindowGate(int limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _inside;

    public int Limit
    {
        get { lock (_gate) return limit; }
        set
        {
            lock (_gate)
                limit = value;
            LetIn();
        }
    }

    /// <summary>Whether somebody waits outside.</summary>
    public bool IsFull { get { lock (_gate) return _waiting.Count > 0; } }

    /// <summary>Waits until there is room.</summary>
    public Task EnterAsync(CancellationToken stop)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_inside < limit && _waiting.Count == 0)
            {
                _inside++;
                return Task.CompletedTask;
            }
            _waiting.Enqueue(turn);
        }
        return WaitAsync(turn, stop);
    }

    /// <summary>Leaves, so that the next one may enter.</summary>
    public void Leave()
    {
        lock (_gate)
            _inside--;
        LetIn();
    }

    private static async Task WaitAsync(TaskCompletionSource turn, CancellationToken stop)
    {
        using (stop.Register(() => turn.TrySetCanceled(stop)))
            await turn.Task.ConfigureAwait(false);
    }

    private void LetIn()
    {
        while (true)
        {
            TaskCompletionSource turn;
            lock (_gate)
            {
                if (_inside >= limit || !_waiting.TryDequeue(out turn!))
                    return;
                _inside++;
            }
            // Who gave up meanwhile takes no place.
            if (!turn.TrySetResult())
                lock (_gate)
                    _inside--;
        }
    }
}
