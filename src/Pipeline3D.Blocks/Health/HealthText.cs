using System.Globalization;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks.Health;

/// <summary>Measurements as text: lengths in millimetres where the unit is known.</summary>
internal static class HealthText
{
    private const int Digits = 4;

    /// <summary>One value with its unit.</summary>
    public static string Of(HealthNumber kind, double value, LengthUnit unit)
        => $"{Bare(kind, value, unit)}{Suffix(kind, unit)}";

    /// <summary>Two values with their unit.</summary>
    public static string Of(HealthNumber kind, double low, double high, LengthUnit unit)
        => $"{Bare(kind, low, unit)} to {Bare(kind, high, unit)}{Suffix(kind, unit)}";

    /// <summary>A number with four digits, without an exponent where a person would write none.</summary>
    public static string Number(double value)
    {
        if (value != 0 && Math.Abs(value) is < 1e-4 or >= 1e8)
            return value.ToString("G4", CultureInfo.InvariantCulture);
        int behind = value == 0 ? 0 : Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 8);
        return Math.Round(value, behind).ToString("0.########", CultureInfo.InvariantCulture);
    }

    private static string Bare(HealthNumber kind, double value, LengthUnit unit) => kind switch
    {
        HealthNumber.Count => value.ToString("F0", CultureInfo.InvariantCulture),
        HealthNumber.Share => (100 * value).ToString("F1", CultureInfo.InvariantCulture),
        HealthNumber.Angle => value.ToString("F1", CultureInfo.InvariantCulture),
        _ => Number(unit == LengthUnit.Metre ? 1000 * value : value),
    };

    private static string Suffix(HealthNumber kind, LengthUnit unit) => kind switch
    {
        HealthNumber.Share => " %",
        HealthNumber.Angle => " degrees",
        HealthNumber.Length when unit != LengthUnit.Arbitrary => " mm",
        _ => "",
    };
}
