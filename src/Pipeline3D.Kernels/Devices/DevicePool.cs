using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Keeps blocks of device memory for the next program, in sizes of 4, 5, 6 or 7 times a power of two: at most
/// a quarter more than was asked for.</summary>
/// <remarks>Safe for several threads. A run that meets scans of one size allocates in its first programs
/// only.</remarks>
internal sealed class DevicePool(string device, Accelerator accelerator, long limit) : IDisposable
{
    private const int SmallestBits = 8;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<MemoryBuffer1D<byte, Stride1D.Dense>>> _idle = [];
    private long _bytes;
    private int _rented;

    /// <summary>Blocks rented and not returned.</summary>
    public int Rented
    {
        get
        {
            lock (_lock)
                return _rented;
        }
    }

    /// <summary>A block of at least so many bytes.</summary>
    /// <exception cref="DeviceMemoryException">The device has no more.</exception>
    public MemoryBuffer1D<byte, Stride1D.Dense> Rent(long bytes)
    {
        long size = SizeOf(bytes);
        lock (_lock)
        {
            if (!_idle.TryGetValue(size, out Stack<MemoryBuffer1D<byte, Stride1D.Dense>>? idle))
                _idle.Add(size, idle = new());
            if (!idle.TryPop(out MemoryBuffer1D<byte, Stride1D.Dense>? block))
            {
                block = Allocate(size);
                _bytes += size;
            }
            _rented++;
            return block;
        }
    }

    /// <summary>Takes a block back that no launch uses any more.</summary>
    public void Return(MemoryBuffer1D<byte, Stride1D.Dense> block)
    {
        lock (_lock)
        {
            _idle[block.Length].Push(block);
            _rented--;
        }
    }

    /// <summary>Frees all idle blocks.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            foreach (Stack<MemoryBuffer1D<byte, Stride1D.Dense>> idle in _idle.Values)
            {
                while (idle.TryPop(out MemoryBuffer1D<byte, Stride1D.Dense>? block))
                {
                    _bytes -= block.Length;
                    block.Dispose();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Trim();

    /// <summary>Bytes of the block that serves so many.</summary>
    internal static long SizeOf(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes <= 1 << SmallestBits)
            return 1 << SmallestBits;
        int bits = 61 - BitOperations.LeadingZeroCount((ulong)bytes - 1);
        long step = 1L << bits;
        return (bytes + step - 1) / step * step;
    }

    private MemoryBuffer1D<byte, Stride1D.Dense> Allocate(long size)
    {
        if (size > limit - _bytes)
            throw new DeviceMemoryException(device, size, _bytes);
        try
        {
            return accelerator.Allocate1D<byte>(size);
        }
        catch (Exception cause) when (cause is AcceleratorException or OutOfMemoryException)
        {
            throw new DeviceMemoryException(device, size, _bytes, cause);
        }
    }
}
