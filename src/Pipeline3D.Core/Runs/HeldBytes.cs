namespace Pipeline3D.Core.Runs;

/// <summary>Memory that blocks of a run keep beyond the items in work. Thread-safe.</summary>
public sealed class HeldBytes
{
    private long _bytes;

    /// <summary>The run's byte budget; without limit until the engine has set it.</summary>
    public long Limit { get; private set; } = long.MaxValue;

    /// <summary>Bytes kept now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Notes that more is kept, or less when it is negative.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Changed?.Invoke();
    }

    /// <summary>Sets the budget; the engine does it once, before the first item.</summary>
    /// <param name="limit">Bytes of the whole run.</param>
    /// <param name="changed">Called whenever more or less is kept; must be quick.</param>
    public void Bound(long limit, Action changed) => (Limit, Changed) = (limit, changed);

    private Action? Changed { get; set; }
}
