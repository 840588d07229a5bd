using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>The last three rows of an array that is never written whole: made row by row, used while in the
/// cache.</summary>
/// <remarks>Rows come in order; the row before the first one asked for and rows outside the image are zero.</remarks>
internal readonly ref struct RowRing : IDisposable
{
    private const int Margin = 16;
    private readonly float[] _storage;
    private readonly int _length;

    /// <summary>Rents three rows.</summary>
    /// <param name="stride">Length of a row; the values behind the last column must be written as 0.</param>
    public RowRing(int stride)
    {
        _length = stride + (2 * Margin);
        _storage = ArrayPool<float>.Shared.Rent(3 * _length);
        _storage.AsSpan(0, 3 * _length).Clear();
    }

    /// <summary>The room of a row, first column first.</summary>
    public Span<float> Row(int row) => _storage.AsSpan(Start(row), _length - Margin);

    /// <summary>Sixteen values of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> At(int row, int column)
        => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_storage), (nuint)(Start(row) + column));

    /// <summary>Sum of the four neighbours of sixteen places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Neighbours(int row, int column)
        => At(row, column - 1) + At(row, column + 1) + At(row - 1, column) + At(row + 1, column);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<float>.Shared.Return(_storage);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Start(int row) => ((row + 3) % 3 * _length) + Margin;
}
