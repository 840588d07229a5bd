using System.Buffers.Text;
using System.Globalization;

namespace Pipeline3D.Data.Formats;

/// <summary>Numbers in ASCII text: invariant culture, <c>nan</c> and <c>inf</c> in any case.</summary>
internal static class TextNumbers
{
    // Powers of ten that a double holds exactly.
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    private const ulong LargestExact = 1UL << 53;

    /// <summary>Reads a float; the nearest one to the text, as <see cref="float.Parse(string)"/> would.</summary>
    /// <returns>Whether the whole token is a number.</returns>
    internal static bool TryFloat(ReadOnlySpan<byte> token, out float value)
        => TryFast(token, out value) || TrySlow(token, out value);

    /// <summary>Reads a whole token as an integer.</summary>
    internal static bool TryInteger(ReadOnlySpan<byte> token, out long value)
        => Utf8Parser.TryParse(token, out value, out int used) && used == token.Length;

    // Clinger's fast path: digits and a power of ten that are both exact doubles give a correctly rounded double.
    // Rounding that to float once more is right unless it lies exactly between two floats; those go the slow way, as do
    // denormals.
    private static bool TryFast(ReadOnlySpan<byte> token, out float value)
    {
        value = 0;
        int at = 0, digits = 0, fraction = 0, exponent = 0;
        bool negative = token.Length > 0 && token[0] == '-';
        if (negative || (token.Length > 0 && token[0] == '+'))
            at++;
        ulong mantissa = 0;
        bool point = false;
        for (; at < token.Length; at++)
        {
            uint digit = (uint)token[at] - '0';
            if (digit <= 9)
            {
                mantissa = mantissa * 10 + digit;
                digits++;
                fraction += point ? 1 : 0;
            }
            else if (token[at] == '.' && !point)
                point = true;
            else
                break;
        }
        if (digits is 0 or > 19)
            return false;
        if (at < token.Length)
        {
            if (token[at] is not ((byte)'e' or (byte)'E') || token.Length - at > 4
                || !Utf8Parser.TryParse(token[(at + 1)..], out exponent, out int used) || used != token.Length - at - 1)
                return false;
        }
        exponent -= fraction;
        if (mantissa > LargestExact || exponent is < -22 or > 22)
            return false;
        double exact = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
        // The 29 bits that a float lacks.
        long lost = BitConverter.DoubleToInt64Bits(exact) & 0x1FFFFFFF;
        if (lost == 0x10000000 || (exact != 0 && exact is < 1.2e-38 or > 3.4e38))
            return false;
        value = (float)(negative ? -exact : exact);
        return true;
    }

    private static bool TrySlow(ReadOnlySpan<byte> token, out float value)
    {
        if (float.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        bool negative = token.Length > 0 && token[0] == '-';
        ReadOnlySpan<byte> word = negative || (token.Length > 0 && token[0] == '+') ? token[1..] : token;
        value = IsWord(word, "nan"u8) ? float.NaN : negative ? float.NegativeInfinity : float.PositiveInfinity;
        return IsWord(word, "nan"u8) || IsWord(word, "inf"u8) || IsWord(word, "infinity"u8);
    }

    private static bool IsWord(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word)
    {
        if (token.Length != word.Length)
            return false;
        for (int i = 0; i < word.Length; i++)
            if ((token[i] | 0x20) != word[i])
                return false;
        return true;
    }
}
