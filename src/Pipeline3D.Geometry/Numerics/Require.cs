using System.Globalization;
using System.Runtime.CompilerServices;

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

    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        // v - v is 0 for finite v and NaN otherwise, so one sum tells whether a search is needed at all.
        float sum = 0;
        foreach (float value in values)
            sum += value - value;
        if (sum == 0)
            return -1;
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return i;
        return -1;
    }
}
