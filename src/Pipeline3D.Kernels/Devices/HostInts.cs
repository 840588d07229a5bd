namespace Pipeline3D.Kernels;

/// <summary>Ints of the host device.</summary>
public readonly struct HostInts : IAtomicInt32
{
    internal HostInts(HostBuffer<int> buffer) => Buffer = buffer;

    /// <inheritdoc/>
    public int Length => Buffer.Length;

    internal HostBuffer<int> Buffer { get; }

    /// <inheritdoc/>
    public ref int this[int index] => ref Buffer[index];

    /// <inheritdoc/>
    public int AtomicAdd(int index, int value) => Interlocked.Add(ref Buffer[index], value) - value;
}
