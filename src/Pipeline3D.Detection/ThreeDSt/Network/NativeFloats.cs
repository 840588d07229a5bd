using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A buffer of zeroed floats outside the managed heap, aligned to 64 bytes, given back when
/// disposed.</summary>
/// <remarks>Networks need tens of megabytes for a moment; the managed heap would keep them.</remarks>
internal sealed unsafe class NativeFloats : SafeHandleZeroOrMinusOneIsInvalid
{
    public NativeFloats(long length)
        : base(ownsHandle: true)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(length, 1) * sizeof(float));
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, 64));
        NativeMemory.Clear((void*)handle, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>The element at <paramref name="index"/>; not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float At(long index) => ref ((float*)handle)[index];

    /// <summary>Part of the buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It reaches beyond the end.</exception>
    public Span<float> Span(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new Span<float>((float*)handle + start, length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(Length, 1) * sizeof(float));
        return true;
    }
}
