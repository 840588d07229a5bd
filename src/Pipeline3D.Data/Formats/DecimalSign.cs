namespace Pipeline3D.Data.Formats;

/// <summary>How the numbers of one text file are written: with a decimal point or with a decimal comma. The file's
/// first number with a sign decides.</summary>
internal sealed class DecimalSign
{
    private const int LongestNumber = 64;

    /// <summary>Whether a number with a decimal point was read.</summary>
    internal bool HasPoint { get; private set; }

    /// <summary>Whether a number with a decimal comma was read.</summary>
    internal bool HasComma { get; private set; }

    /// <summary>Whether both were read: then nothing of the file can be trusted.</summary>
    internal bool IsMixed => HasPoint && HasComma;

    /// <summary>Reads a whole token as a number.</summary>
    /// <param name="token">The token; a single comma in it is the decimal sign.</param>
    /// <param name="value">The nearest float.</param>
    /// <param name="stored">The number as written.</param>
    /// <returns>Whether it is a number.</returns>
    internal bool TryRead(ReadOnlySpan<byte> token, out float value, out StoredNumber stored)
    {
        if (!TextNumbers.TryNumber(token, out value, out stored, out bool hasPoint))
            return TryComma(token, out value, out stored);
        if (hasPoint && !HasPoint)
            HasPoint = true;
        return true;
    }

    /// <summary>Cuts the number off that a line begins with, if it is one of those that are read fast and a blank or
    /// the end follows.</summary>
    /// <returns>Whether it was; otherwise the line is as before, but for its blanks.</returns>
    internal bool TryNext(scoped ref ReadOnlySpan<byte> line, out float value, out StoredNumber stored)
    {
        int start = 0;
        while (start < line.Length && line[start] <= ' ')
            start++;
        ReadOnlySpan<byte> text = line[start..];
        if (!TextNumbers.TryBegin(text, out int used, out value, out stored, out bool hasPoint)
            || (used < text.Length && text[used] > ' ') || (hasPoint && HasComma))
            return false;
        line = text[used..];
        if (hasPoint && !HasPoint)
            HasPoint = true;
        return true;
    }

    private bool TryComma(ReadOnlySpan<byte> token, out float value, out StoredNumber stored)
    {
        (value, stored) = (0, default);
        int comma = token.IndexOf((byte)',');
        // A digit on one side at least, as of a decimal point; never a second sign.
        if (comma < 0 || token.Length is < 2 or > LongestNumber || token.Contains((byte)'.'))
            return false;
        Span<byte> pointed = stackalloc byte[token.Length];
        token.CopyTo(pointed);
        pointed[comma] = (byte)'.';
        if (!TextNumbers.TryNumber(pointed, out value, out stored, out _))
            return false;
        HasComma = true;
        return true;
    }
}
