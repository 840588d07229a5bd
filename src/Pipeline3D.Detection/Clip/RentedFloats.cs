using System.Buffers;

namespace Pipeline3D.Detection.Clip;

/// <summary>Numbers in a buffer of the shared pool, which is given back by <see cref="Dispose"/>.</summary>
/// <param name="count">How many; what they are is left to whoever rents them.</param>
internal readonly struct RentedFloats(int count) : IDisposable
{
    private readonly float[] _buffer = ArrayPool<float>.Shared.Rent(count);
    private readonly int _count = count;

    /// <summary>The numbers.</summary>
    public Span<float> Span => _buffer.AsSpan(0, _count);

    /// <summary>Gives the buffer back; nobody may hold it any more.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(_buffer);
}
