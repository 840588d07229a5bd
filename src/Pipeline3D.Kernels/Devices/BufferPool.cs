using System.Numerics;

namespace Pipeline3D.Kernels;

/// <summary>Keeps blocks of device memory for the next program, in sizes of powers of two.</summary>
/// <typeparam name="TMemory">A block of memory of the device.</typeparam>
/// <param name="elementSize">Bytes of an element.</param>
/// <param name="allocate">Makes a block of so many elements.</param>
/// <param name="free">Gives a block up.</param>
/// <remarks>Not for several threads at a time; a device uses it under its queue's lock. A run that meets scans of one
/// size allocates in its first program only.</remarks>
public sealed class BufferPool<TMemory>(int elementSize, Func<int, TMemory> allocate, Action<TMemory> free)
{
    private const int SmallestBits = 6;
    private readonly Stack<TMemory>[] _idle = [.. Enumerable.Range(0, 32).Select(_ => new Stack<TMemory>())];

    /// <summary>Blocks rented and not returned.</summary>
    public int Rented { get; private set; }

    /// <summary>Size of all blocks, rented or idle; bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>A block of at least <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above 2^30 elements.</exception>
    public TMemory Rent(int length)
    {
        int bits = BitsOf(length);
        if (!_idle[bits].TryPop(out TMemory? memory))
        {
            memory = allocate(1 << bits);
            Bytes += (long)elementSize << bits;
        }
        Rented++;
        return memory;
    }

    /// <summary>Takes a block back.</summary>
    /// <param name="length">The length it was rented for.</param>
    /// <param name="memory">The block.</param>
    public void Return(int length, TMemory memory)
    {
        _idle[BitsOf(length)].Push(memory);
        Rented--;
    }

    /// <summary>Frees all idle blocks.</summary>
    public void Trim()
    {
        for (int bits = 0; bits < _idle.Length; bits++)
        {
            while (_idle[bits].TryPop(out TMemory? memory))
            {
                free(memory);
                Bytes -= (long)elementSize << bits;
            }
        }
    }

    private static int BitsOf(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 30);
        return length <= 1 << SmallestBits ? SmallestBits : 32 - BitOperations.LeadingZeroCount((uint)length - 1);
    }
}
