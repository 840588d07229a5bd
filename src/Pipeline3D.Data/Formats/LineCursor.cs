using System.Buffers;
using System.Text;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Walks the lines of ASCII text in memory, counting them, without making strings.</summary>
internal ref struct LineCursor(ReadOnlySpan<byte> text, string path)
{
    /// <summary>What separates tokens in most formats.</summary>
    internal static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\v\f"u8);

    /// <summary>What separates columns in tables of numbers.</summary>
    internal static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\v\f,;"u8);

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>1-based number of the line last returned; 0 before the first.</summary>
    internal int Line { get; private set; }

    /// <summary>Offset of the byte behind the line last returned and its terminator.</summary>
    internal int Position { get; private set; }

    /// <summary>Bytes not yet walked.</summary>
    internal readonly int Left => _text.Length - Position;

    /// <summary>Moves to the next line.</summary>
    /// <param name="line">The line without terminator; a carriage return before the line feed is cut.</param>
    /// <returns>Whether there was one.</returns>
    internal bool Next(out ReadOnlySpan<byte> line)
    {
        line = [];
        if (Position >= _text.Length)
            return false;
        ReadOnlySpan<byte> rest = _text[Position..];
        int end = rest.IndexOf((byte)'\n');
        line = end < 0 ? rest : rest[..end];
        Position += end < 0 ? rest.Length : end + 1;
        Line++;
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        return true;
    }

    /// <summary>Moves to the next line that has a token, cutting comments.</summary>
    /// <param name="line">The line from its first token on.</param>
    /// <param name="comment">The character that begins a comment; 0 for none.</param>
    internal bool NextFilled(out ReadOnlySpan<byte> line, byte comment = 0)
    {
        while (Next(out line))
        {
            int cut = comment == 0 ? -1 : line.IndexOf(comment);
            line = cut < 0 ? line : line[..cut];
            int start = line.IndexOfAnyExcept(Blanks);
            if (start < 0)
                continue;
            line = line[start..];
            return true;
        }
        return false;
    }

    /// <summary>Cuts the next token off <paramref name="line"/>.</summary>
    /// <returns>The token; empty when there is none.</returns>
    internal static ReadOnlySpan<byte> Token(scoped ref ReadOnlySpan<byte> line, SearchValues<byte> separators)
    {
        int start = 0;
        while (start < line.Length && separators.Contains(line[start]))
            start++;
        int end = start;
        while (end < line.Length && !separators.Contains(line[end]))
            end++;
        ReadOnlySpan<byte> token = line[start..end];
        line = line[end..];
        return token;
    }

    /// <summary>Cuts the next blank-separated token off <paramref name="line"/>.</summary>
    internal static ReadOnlySpan<byte> Token(scoped ref ReadOnlySpan<byte> line)
    {
        // Blanks are the control characters and the space: one comparison a byte, for the inner loop of large clouds.
        int start = 0;
        while (start < line.Length && line[start] <= ' ')
            start++;
        int end = start;
        while (end < line.Length && line[end] > ' ')
            end++;
        ReadOnlySpan<byte> token = line[start..end];
        line = line[end..];
        return token;
    }

    /// <summary>Number of blank-separated tokens.</summary>
    internal static int CountTokens(ReadOnlySpan<byte> line)
    {
        int count = 0;
        while (!Token(ref line).IsEmpty)
            count++;
        return count;
    }

    /// <summary>Cuts a number off the line.</summary>
    internal readonly float Float(ref ReadOnlySpan<byte> line, string what)
    {
        ReadOnlySpan<byte> token = Token(ref line);
        return TextNumbers.TryFloat(token, out float value) ? value : throw NotANumber(token, what);
    }

    /// <summary>Cuts an integer off the line.</summary>
    internal readonly long Integer(ref ReadOnlySpan<byte> line, string what)
    {
        ReadOnlySpan<byte> token = Token(ref line);
        return TextNumbers.TryInteger(token, out long value) ? value : throw NotANumber(token, what);
    }

    /// <summary>The error for a token that is no number.</summary>
    internal readonly FormatException3D NotANumber(ReadOnlySpan<byte> token, string what) => token.IsEmpty
        ? Error($"the line ends before its {what}")
        : Error($"'{Show(token)}' is no number, where the {what} should be");

    /// <summary>The error for the line last returned.</summary>
    internal readonly FormatException3D Error(string problem, string advice = "",
        RejectReason reason = RejectReason.BadFormat)
        => new(path, Math.Max(Line, 1), problem, advice) { Reason = reason };

    /// <summary>The error for another line, where the text is a part of the file.</summary>
    internal readonly FormatException3D ErrorAt(int line, string problem, string advice = "")
        => new(path, line, problem, advice);

    /// <summary>The error for text that ends too early.</summary>
    internal readonly FormatException3D Ended(string what)
        => Error($"the file ends before {what}", "it is cut off: copy or export it again");

    /// <summary>Text for a message: printable and short.</summary>
    internal static string Show(ReadOnlySpan<byte> token)
    {
        string text = Encoding.ASCII.GetString(token.Length > 40 ? token[..40] : token);
        return string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter))
            + (token.Length > 40 ? "..." : "");
    }
}
