using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pipeline3D.Kernels;

/// <summary>Checks of arguments at the public border, with errors that name the offending place.</summary>
internal static class Require
{
    public static void Length(int length, long expected, string name)
    {
        if (length != expected)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"holds {length} values where {expected} are needed"), name);
    }

    public static void Finite(ReadOnlySpan<float> values, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        int i = Geometry.Require.FirstNotFinite(values);
        if (i >= 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"value {i} is {values[i]}; every value must be finite, so drop the invalid ones first"), name);
    }

    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value) || value <= 0)
            throw new ArgumentOutOfRangeException(name, value, "must be a finite number greater than 0");
    }

    public static void Range(int value, int low, int high, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture,
                $"must be from {low} to {high}"));
    }
}
