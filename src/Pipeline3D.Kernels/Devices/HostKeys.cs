namespace Pipeline3D.Kernels;

/// <summary>Sort keys of the host device.</summary>
public readonly struct HostKeys : IAtomicUInt64
{
    internal HostKeys(HostBuffer<ulong> buffer) => Buffer = buffer;

    /// <inheritdoc/>
    public int Length => Buffer.Length;

    internal HostBuffer<ulong> Buffer { get; }

    /// <inheritdoc/>
    public ref ulong this[int index] => ref Buffer[index];

    /// <inheritdoc/>
    public void AtomicMin(int index, ulong value)
    {
        ref ulong element = ref Buffer[index];
        ulong seen = Volatile.Read(ref element);
        while (value < seen)
        {
            ulong found = Interlocked.CompareExchange(ref element, value, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }

    /// <inheritdoc/>
    public void AtomicMax(int index, ulong value)
    {
        ref ulong element = ref Buffer[index];
        ulong seen = Volatile.Read(ref element);
        while (value > seen)
        {
            ulong found = Interlocked.CompareExchange(ref element, value, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }
}
