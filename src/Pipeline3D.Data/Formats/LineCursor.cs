using System.Buffers;
using System.Numerics;
using System.Text;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>Walks the lines of a text in memory, counting them, without making strings: the one line reader of all text
/// formats and headers.</summary>
/// <remarks>CR, LF and CRLF end a line, each counted once. A byte order mark of UTF-8 is skipped, UTF-16 and UTF-32 are
/// refused by name. Numbers are read by one <see cref="DecimalSign"/> per file.</remarks>
internal ref struct LineCursor
{
    /// <summary>What separates tokens in most formats.</summary>
    internal static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\v\f"u8);

    private readonly ReadOnlySpan<byte> _text;
    private readonly string _path;
    private int _firstEnd = -1;

    /// <summary>Begins with the first line of a file.</summary>
    /// <param name="text">The file from its first byte on, or its beginning.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="FormatException3D">The text is UTF-16 or UTF-32.</exception>
    internal LineCursor(ReadOnlySpan<byte> text, string path)
    {
        _text = text;
        _path = path;
        Position = TextEncoding.MarkLength(text, path);
    }

    /// <summary>Goes on where another cursor of the same file stopped.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="position">Offset of the next line.</param>
    /// <param name="line">Number of the line before it.</param>
    internal LineCursor(ReadOnlySpan<byte> text, string path, int position, int line)
    {
        _text = text;
        (_path, Position, Line) = (path, position, line);
    }

    /// <summary>1-based number of the line last returned; 0 before the first.</summary>
    internal int Line { get; private set; }

    /// <summary>Offset of the byte behind the line last returned and its terminator.</summary>
    internal int Position { get; private set; }

    /// <summary>How the numbers of this file are written.</summary>
    internal DecimalSign Sign { get; } = new();

    /// <summary>Bytes not yet walked.</summary>
    internal readonly int Left => _text.Length - Position;

    /// <summary>Moves to the next line.</summary>
    /// <param name="line">The line without terminator.</param>
    /// <returns>Whether there was one.</returns>
    internal bool Next(out ReadOnlySpan<byte> line)
    {
        line = [];
        if (Position >= _text.Length)
            return false;
        ReadOnlySpan<byte> rest = _text[Position..];
        int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        line = end < 0 ? rest : rest[..end];
        if (_firstEnd < 0)
            _firstEnd = Position + line.Length;
        Line++;
        if (end < 0)
            Position = _text.Length;
        else
            Position += end + (rest[end] == '\r' && end + 1 < rest.Length && rest[end + 1] == '\n' ? 2 : 1);
        return true;
    }

    /// <summary>Offset of binary data behind the line last returned.</summary>
    /// <remarks>In a file whose lines end in CR alone, a line feed behind the header's CR is the data's first byte; the
    /// first line tells which file it is.</remarks>
    /// <exception cref="FormatException3D">The lines end in CR CR LF, as a transfer as text leaves them: the data is
    /// damaged too.</exception>
    internal readonly int BinaryStart()
    {
        ReadOnlySpan<byte> first = _text[_firstEnd..];
        if (first.StartsWith("\r\r\n"u8))
            throw Error("the lines end in CR CR LF: the file was copied as text, which changes binary data",
                "copy it again in binary mode");
        bool alone = first.StartsWith("\r"u8) && !first.StartsWith("\r\n"u8);
        return alone && _text[..Position].EndsWith("\r\n"u8) ? Position - 1 : Position;
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

    /// <summary>Cuts the next blank-separated token off <paramref name="line"/>.</summary>
    /// <returns>The token; empty when there is none.</returns>
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
    internal readonly float Float(ref ReadOnlySpan<byte> line, string what) => Next(ref line, what, out _);

    /// <summary>Cuts a number off the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="what">What the number should be, for the message.</param>
    /// <param name="stored">The number before it is rounded to a float.</param>
    /// <exception cref="FormatException3D">There is none, or the file mixes decimal commas with points.</exception>
    internal readonly float Next(scoped ref ReadOnlySpan<byte> line, string what, out StoredNumber stored)
        => Sign.TryNext(ref line, out float value, out stored) ? value
            : Number(Token(ref line), what, out stored);

    /// <summary>Reads a whole token as a number.</summary>
    /// <param name="token">The token.</param>
    /// <param name="what">What it should be, for the message.</param>
    /// <param name="stored">The number before it is rounded to a float.</param>
    /// <exception cref="FormatException3D">It is none, or the file mixes decimal commas with points.</exception>
    internal readonly float Number(ReadOnlySpan<byte> token, string what, out StoredNumber stored)
    {
        return Sign.TryRead(token, out float value, out stored) && !Sign.IsMixed ? value
            : throw (Sign.IsMixed ? Mixed(token) : NotANumber(token, what));
    }

    private readonly FormatException3D Mixed(ReadOnlySpan<byte> token) => Error($"'{Show(token)}' has a decimal "
        + (token.Contains((byte)',') ? "comma" : "point")
        + ", other numbers of the file have the other sign: which of them is a decimal comma cannot be told",
        "write all numbers with a decimal point");

    /// <summary>Cuts three numbers off the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="narrowing">How they become floats when they are a point; null for a normal.</param>
    internal readonly Vector3 Point(ref ReadOnlySpan<byte> line, Narrowing? narrowing = null)
    {
        Vector3 point = default;
        for (int axis = 0; axis < 3; axis++)
        {
            float value = Next(ref line, narrowing is null ? "normal" : "coordinate", out StoredNumber stored);
            point[axis] = narrowing is null ? value : narrowing[axis].Narrow(value, stored);
        }
        return point;
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
        : Error($"'{Show(token)}' is no number, where the {what} should be", AdviceOn(token));

    private static string AdviceOn(ReadOnlySpan<byte> token) => token.Contains((byte)',')
        ? "if this is a decimal comma, write decimal points; if commas separate the numbers, leave blanks out" : "";

    /// <summary>The error for the line last returned.</summary>
    internal readonly FormatException3D Error(string problem, string advice = "",
        RejectReason reason = RejectReason.BadFormat)
        => new(_path, Math.Max(Line, 1), problem, advice) { Reason = reason };

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
