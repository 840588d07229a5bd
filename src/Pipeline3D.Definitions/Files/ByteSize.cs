using System.Globalization;

namespace Pipeline3D.Definitions.Files;

/// <summary>Sizes in bytes as people write them.</summary>
public static class ByteSize
{
    private static readonly (string Suffix, long Factor)[] Units =
        [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000),
            ("kB", 1000), ("B", 1)];

    /// <summary>Reads <c>2 GiB</c>, <c>512MB</c> or a bare number of bytes; false when it is none or not
    /// positive.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        (string number, long factor) = (text.Trim(), 1);
        foreach ((string suffix, long size) in Units)
        {
            if (!number.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            (number, factor) = (number[..^suffix.Length].Trim(), size);
            break;
        }
        bool ok = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value > 0 && value * factor < long.MaxValue;
        bytes = ok ? (long)(value * factor) : 0;
        return ok;
    }

    /// <summary>Writes a size with a unit that keeps it short.</summary>
    public static string Write(long bytes)
    {
        foreach ((string suffix, long factor) in Units)
            if (suffix.Contains('i', StringComparison.Ordinal) && bytes >= factor)
                return string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / factor:0.##} {suffix}");
        return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
    }
}
