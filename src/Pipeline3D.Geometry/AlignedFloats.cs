using System.Runtime.InteropServices;

namespace Pipeline3D.Geometry;

/// <summary>A managed float array whose first element lies on a 64-byte border, so that vector loads never
/// split.</summary>
/// <remarks>Backed by a pinned array of 15 extra elements; freed by the garbage collector like any array.</remarks>
internal readonly struct AlignedFloats
{
    private readonly float[] _storage;
    private readonly int _offset;

    public AlignedFloats(int length)
    {
        _storage = GC.AllocateArray<float>(checked(length + 15), pinned: true);
        Length = length;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        _offset = (int)((64 - (address & 63)) & 63) / sizeof(float);
    }

    public int Length { get; }

    public Span<float> Span => _storage.AsSpan(_offset, Length);

    public Memory<float> Memory => _storage.AsMemory(_offset, Length);
}
