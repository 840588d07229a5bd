using System.Globalization;

namespace Pipeline3D.Core;

/// <summary>A length. Stored in metres.</summary>
/// <param name="Metre">The length in metres.</param>
public readonly record struct Length(float Metre) : IComparable<Length>
{
    /// <summary>No length.</summary>
    public static Length Zero => default;

    /// <summary>A length given in millimetres.</summary>
    public static Length Millimetres(float value) => new(value * 1e-3f);

    /// <summary>A length given in metres.</summary>
    public static Length Metres(float value) => new(value);

    /// <summary>Reads <c>4 mm</c>, <c>0.004 m</c>, <c>4mm</c> or a bare number of metres.</summary>
    /// <returns>Whether <paramref name="text"/> is a finite length.</returns>
    public static bool TryParse(string text, out Length length)
    {
        string trimmed = text.Trim();
        float scale = 1;
        if (trimmed.EndsWith("mm", StringComparison.Ordinal))
            (trimmed, scale) = (trimmed[..^2], 1e-3f);
        else if (trimmed.EndsWith('m'))
            trimmed = trimmed[..^1];
        bool ok = float.TryParse(trimmed.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && float.IsFinite(value);
        length = new Length(ok ? value * scale : 0);
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(Length other) => Metre.CompareTo(other.Metre);

    /// <summary>Millimetres below 0.1 m, metres from there on, with seven digits: what <see cref="TryParse"/> reads
    /// back.</summary>
    public override string ToString()
    {
        if (Math.Abs(Metre) >= 0.1f)
            return string.Create(CultureInfo.InvariantCulture, $"{Metre:G7} m");
        // What was given in millimetres is divided as it was multiplied; what was given in metres is not.
        string exact = string.Create(CultureInfo.InvariantCulture, $"{Metre * 1e3:G7} mm"),
            given = string.Create(CultureInfo.InvariantCulture, $"{Metre / 1e-3f:G7} mm");
        return given.Length < exact.Length ? given : exact;
    }

    /// <summary>Whether <paramref name="left"/> is shorter.</summary>
    public static bool operator <(Length left, Length right) => left.Metre < right.Metre;

    /// <summary>Whether <paramref name="left"/> is longer.</summary>
    public static bool operator >(Length left, Length right) => left.Metre > right.Metre;

    /// <summary>Whether <paramref name="left"/> is shorter or equal.</summary>
    public static bool operator <=(Length left, Length right) => left.Metre <= right.Metre;

    /// <summary>Whether <paramref name="left"/> is longer or equal.</summary>
    public static bool operator >=(Length left, Length right) => left.Metre >= right.Metre;
}
