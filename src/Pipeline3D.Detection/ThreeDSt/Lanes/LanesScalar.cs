using System.Runtime.CompilerServices;

namespace Pipeline3D.Detection.ThreeDSt.Lanes;

/// <summary>One lane: the plain form that the wide ones must equal bit by bit.</summary>
internal readonly struct LanesScalar : ILanes<float>
{
    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(ref readonly float source, nint offset) => Unsafe.Add(ref Unsafe.AsRef(in source), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, ref float target, nint offset) => Unsafe.Add(ref target, offset) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float All(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Leaky(float z, float slope) => z > 0 ? z : z * slope;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LeakySlope(float z, float slope) => z > 0 ? 1 : slope;
}
