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
    private const int LargestPower = 22;

    // What a number may differ by and still be written with the same digits, for last digits of 1e-22 to 1e22.
    private static readonly double[] HalvesOfLastDigits = [.. Enumerable.Range(-LargestPower, (2 * LargestPower) + 1)
        .Select(power => HalfOf(power < 0 ? 1 / PowersOfTen[-power] : PowersOfTen[power]))];

    /// <summary>Reads a float; the nearest one to the text, as <see cref="float.Parse(string)"/> would.</summary>
    /// <returns>Whether the whole token is a number.</returns>
    internal static bool TryFloat(ReadOnlySpan<byte> token, out float value)
        => TryNumber(token, out value, out _, out _);

    /// <summary>Reads a number as the float and as the double that are nearest to the text.</summary>
    /// <param name="token">The whole number.</param>
    /// <param name="value">The nearest float, not the rounded <paramref name="stored"/>.</param>
    /// <param name="stored">The nearest double, and what the last digit stands for.</param>
    /// <param name="hasPoint">Whether the text has a decimal point.</param>
    /// <returns>Whether the whole token is a number.</returns>
    internal static bool TryNumber(
        ReadOnlySpan<byte> token, out float value, out StoredNumber stored, out bool hasPoint)
    {
        if (TryBegin(token, out int used, out value, out stored, out hasPoint) && used == token.Length)
            return true;
        hasPoint = token.Contains((byte)'.');
        bool isNumber = TrySlow(token, out value, out double exact);
        stored = new StoredNumber(exact, isNumber ? HalfOfLastDigit(token) : 0);
        return isNumber;
    }

    // A little more than half: the double itself is rounded.
    private static double HalfOf(double unit) => 0.500_001 * unit;

    private static double HalfOfLastDigit(ReadOnlySpan<byte> token)
    {
        int letter = token.IndexOfAny((byte)'e', (byte)'E'), exponent = 0;
        ReadOnlySpan<byte> digits = letter < 0 ? token : token[..letter];
        if (letter >= 0 && !Utf8Parser.TryParse(token[(letter + 1)..], out exponent, out _))
            return 0;
        int point = digits.IndexOf((byte)'.');
        return HalfOf(Math.Pow(10, exponent - (point < 0 ? 0 : digits.Length - point - 1)));
    }

    /// <summary>Reads a whole token as an integer.</summary>
    internal static bool TryInteger(ReadOnlySpan<byte> token, out long value)
        => Utf8Parser.TryParse(token, out value, out int used) && used == token.Length;

    // Clinger's fast path: digits and a power of ten that are both exact doubles give a correctly rounded double.
    // Rounding that to float once more is right unless it lies exactly between two floats; those go the slow way, as do
    // denormals.
    /// <summary>Reads the number that a text begins with, if it is one of those that are read fast.</summary>
    /// <param name="text">The number, and what follows it.</param>
    /// <param name="used">Bytes of the number.</param>
    /// <param name="value">The nearest float.</param>
    /// <param name="stored">The nearest double, and what the last digit stands for.</param>
    /// <param name="hasPoint">Whether the number has a decimal point.</param>
    /// <returns>False says nothing: <see cref="TryNumber"/> tells of the whole token.</returns>
    internal static bool TryBegin(ReadOnlySpan<byte> text, out int used, out float value, out StoredNumber stored,
        out bool hasPoint)
    {
        (used, value, stored, hasPoint) = (0, 0, default, false);
        // Kept in a register: this is the inner loop of all large texts.
        bool point = false;
        int at = 0, digits = 0, fraction = 0, exponent = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+'))
            at++;
        ulong mantissa = 0;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)text[at] - '0';
            if (digit <= 9)
            {
                mantissa = mantissa * 10 + digit;
                digits++;
                fraction += point ? 1 : 0;
            }
            else if (text[at] == '.' && !point)
                point = true;
            else
                break;
        }
        if (digits is 0 or > 19)
            return false;
        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            if (!Utf8Parser.TryParse(text[(at + 1)..], out exponent, out int letters) || letters > 3)
                return false;
            at += 1 + letters;
        }
        exponent -= fraction;
        if (mantissa > LargestExact || exponent is < -LargestPower or > LargestPower)
            return false;
        double exact = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
        // The 29 bits that a float lacks.
        long lost = BitConverter.DoubleToInt64Bits(exact) & 0x1FFFFFFF;
        if (lost == 0x10000000 || (exact != 0 && exact is < 1.2e-38 or > 3.4e38))
            return false;
        exact = negative ? -exact : exact;
        (value, stored) = ((float)exact, new StoredNumber(exact, HalvesOfLastDigits[exponent + LargestPower]));
        (used, hasPoint) = (at, point);
        return true;
    }

    private static bool TrySlow(ReadOnlySpan<byte> token, out float value, out double exact)
    {
        if (float.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out exact);
        bool negative = token.Length > 0 && token[0] == '-';
        ReadOnlySpan<byte> word = negative || (token.Length > 0 && token[0] == '+') ? token[1..] : token;
        value = IsWord(word, "nan"u8) ? float.NaN : negative ? float.NegativeInfinity : float.PositiveInfinity;
        exact = value;
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
