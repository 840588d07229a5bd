using System.Runtime.InteropServices;

namespace Pipeline3D.Torch.Binding;

/// <summary>What a <see cref="NativeArgument"/> holds; the numbers are those of P3dTag in p3d_torch.h.</summary>
internal enum NativeTag : byte
{
    Default = 0, None = 1, Tensor = 2, Int = 3, Double = 4, Bool = 5, Ints = 6, Doubles = 7, Tensors = 8, Text = 9,
    Bools = 10,
}

/// <summary>One argument or result as it crosses to native code: 16 bytes, P3dArg in p3d_torch.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeArgument
{
    [FieldOffset(0)] public NativeTag Tag;
    [FieldOffset(2)] public short Position;

    /// <summary>Items of a list, bytes of a text; of a returned tensor the KiB that only it owns.</summary>
    [FieldOffset(4)] public int Length;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Number;
    [FieldOffset(8)] public nint Pointer;
}
