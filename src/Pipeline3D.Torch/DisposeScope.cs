namespace Pipeline3D.Torch;

/// <summary>Disposes every tensor made inside of it that was not moved out. Scopes nest; each belongs to the thread that
/// opened it.</summary>
public sealed class DisposeScope : IDisposable
{
    // Ambient by nature: tensors made by operators find the scope of the thread that runs them.
    [ThreadStatic]
    private static DisposeScope? _current;

    private readonly HashSet<IDisposable> _held = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    internal DisposeScope()
    {
        OuterScope = _current;
        _current = this;
    }

    /// <summary>The scope around this one; null for an outermost one.</summary>
    internal DisposeScope? OuterScope { get; }

    /// <summary>The innermost open scope of this thread; null outside of all.</summary>
    internal static DisposeScope? Current => _current;

    /// <summary>How many tensors it would dispose now.</summary>
    public int DisposablesCount => _held.Count;

    /// <summary>Adds something to dispose with the scope; tensors add themselves.</summary>
    public T Include<T>(T disposable) where T : IDisposable
    {
        _held.Add(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.Scope = this;
        return disposable;
    }

    /// <summary>Hands it to the scope around this one; to none when there is none.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        if (!_held.Remove(disposable))
            return disposable;
        if (disposable is torch.Tensor tensor)
            tensor.Scope = null;
        OuterScope?.Include(disposable);
        return disposable;
    }

    /// <summary>Takes it out of all scopes: its holder disposes it.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (_held.Remove(disposable) && disposable is torch.Tensor tensor)
            tensor.Scope = null;
        return disposable;
    }

    /// <summary>Disposes what it holds now and stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut();

    /// <summary>Disposes what it holds but the given ones, and stays open.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        var kept = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        foreach (IDisposable held in _held.ToArray())
            if (!kept.Contains(held))
            {
                _held.Remove(held);
                held.Dispose();
            }
    }

    /// <summary>True while it holds this one.</summary>
    public bool Contains(IDisposable disposable) => _held.Contains(disposable);

    /// <summary>Disposes what it holds and gives its place back to the scope around it.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open, or it was opened on another thread.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        if (_current != this)
            throw new InvalidOperationException("dispose scopes close in reverse order, on the thread that opened them");
        _disposed = true;
        _current = OuterScope;
        DisposeEverything();
    }

    internal void Forget(IDisposable disposable) => _held.Remove(disposable);
}
