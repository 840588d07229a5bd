using System.Buffers;
using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Page-locked memory of one lane through which transfers go.</summary>
/// <remarks>The transfers of a program lie side by side, so that none waits for the one before. What one program needed
/// is one block for the next.</remarks>
internal sealed class Staging(Accelerator accelerator) : IDisposable
{
    private const int Alignment = 64;
    private const int SmallestBlock = 1 << 20;
    private readonly List<Block> _blocks = [];
    private int _used;

    /// <summary>Memory that no transfer of this program uses yet.</summary>
    public Memory<byte> Take(int bytes)
    {
        int padded = checked(bytes + Alignment - 1) & ~(Alignment - 1);
        if (_blocks.Count == 0 || padded > _blocks[^1].Length - _used)
        {
            _blocks.Add(new Block(accelerator, Math.Max(padded, SmallestBlock)));
            _used = 0;
        }
        Memory<byte> part = _blocks[^1].Memory.Slice(_used, bytes);
        _used += padded;
        return part;
    }

    /// <summary>Takes everything back; no transfer may be under way.</summary>
    public void Reset()
    {
        _used = 0;
        if (_blocks.Count < 2)
            return;
        int all = (int)Math.Min(_blocks.Sum(block => (long)block.Length), 1 << 30);
        Dispose();
        _blocks.Add(new Block(accelerator, all));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Block block in _blocks)
            ((IDisposable)block).Dispose();
        _blocks.Clear();
    }

    private sealed class Block(Accelerator accelerator, int length) : MemoryManager<byte>
    {
        private readonly PageLockedArray1D<byte> _array = accelerator.AllocatePageLocked1D<byte>(length);

        public int Length => length;

        public override Span<byte> GetSpan() => _array.Span;

        // Never moved by the collector: nothing is to be pinned.
        public override unsafe MemoryHandle Pin(int elementIndex = 0)
            => new((byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _array.Span[elementIndex]));

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => _array.Dispose();
    }
}
