using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Numerics;

/// <summary>Checks of arguments at the public border, with errors that name the offending place.</summary>
internal static class Require
{
    /// <summary>Fails when a coordinate is NaN or infinite. Cost: O(n), one pass.</summary>
    public static void Finite(PointCloud cloud, [CallerArgumentExpression(nameof(cloud))] string name = "")
    {
        int bad = FirstNotFinite(cloud.X);
        if (bad < 0)
            bad = FirstNotFinite(cloud.Y);
        if (bad < 0)
            bad = FirstNotFinite(cloud.Z);
        if (bad >= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"point {bad} is ({cloud.X[bad]}, {cloud.Y[bad]}, {cloud.Z[bad]}); every coordinate "
                + $"must be finite, so drop the invalid points first"), name);
    }

    /// <summary>Fails when a value is NaN or infinite.</summary>
    public static void Finite(ReadOnlySpan<float> values, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        int bad = FirstNotFinite(values);
        if (bad >= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"value {bad} is {values[bad]}; every value must be finite"), name);
    }

    /// <summary>Fails unless <paramref name="value"/> is a finite number above zero.</summary>
    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value) || value <= 0)
            throw new ArgumentOutOfRangeException(name, value, "must be a finite number greater than 0");
    }

    /// <summary>Fails unless <paramref name="length"/> equals <paramref name="expected"/>.</summary>
    public static void Length(int length, long expected, string shape,
        [CallerArgumentExpression(nameof(length))] string name = "")
    {
        if (length != expected)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"holds {length} values where the shape {shape} needs {expected}"), name);
    }

    /// <summary>Fails unless <paramref name="value"/> lies in a range, its ends included.</summary>
    public static void Range(int value, int low, int high, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture,
                $"must be from {low} to {high}"));
    }

    /// <summary>Place of the first value that is NaN or infinite; -1 when there is none. Cost: one pass.</summary>
    public static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        // Of what is not finite all bits of the exponent are set, so without their sign these bits are the largest.
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        return First(bits, Vector512.Create(0x7FFF_FFFFu), 0x7F80_0000);
    }

    /// <summary>Place of the first index that is not from 0 to <paramref name="end"/> - 1; -1 when there is none.
    /// Cost: one pass.</summary>
    /// <param name="indices">The indices.</param>
    /// <param name="end">Above 0.</param>
    public static int FirstOutside(ReadOnlySpan<int> indices, int end)
        => First(MemoryMarshal.Cast<int, uint>(indices), Vector512<uint>.AllBitsSet, (uint)end);

    /// <summary>Place of the first number whose bits under the mask are at least <paramref name="limit"/>.</summary>
    private static int First(ReadOnlySpan<uint> bits, Vector512<uint> mask, uint limit)
    {
        int lanes = Vector512<uint>.Count, i = 0;
        for (; i <= bits.Length - (4 * lanes); i += 4 * lanes)
        {
            Vector512<uint> largest = Vector512.Max(
                Vector512.Max(Vector512.Create(bits[i..]) & mask, Vector512.Create(bits[(i + lanes)..]) & mask),
                Vector512.Max(Vector512.Create(bits[(i + (2 * lanes))..]) & mask,
                    Vector512.Create(bits[(i + (3 * lanes))..]) & mask));
            if (Vector512.GreaterThanOrEqualAny(largest, Vector512.Create(limit)))
                break;
        }
        for (; i < bits.Length; i++)
            if ((bits[i] & mask.ToScalar()) >= limit)
                return i;
        return -1;
    }
}
