namespace Pipeline3D.Data.Formats;

/// <summary>Which encoding a text file has: UTF-8 (or ASCII, a part of it) is read, with its byte order mark or
/// without; the others are refused by name.</summary>
internal static class TextEncoding
{
    /// <summary>Bytes of the mark that the text begins with: 3 or 0.</summary>
    /// <param name="text">The file from its first byte on.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="FormatException3D">The text is UTF-16 or UTF-32, by its mark or by the zeros between its first
    /// letters.</exception>
    internal static int MarkLength(ReadOnlySpan<byte> text, string path)
    {
        if (WideName(text) is { } name)
            throw new FormatException3D(path, 0L, $"the text is {name}, only UTF-8 and ASCII are read",
                "save it as UTF-8");
        return text.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    // Without a mark the zeros tell: all formats begin with an ASCII letter.
    private static string? WideName(ReadOnlySpan<byte> text) => text switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [not 0, 0, 0, 0, ..] or [0, 0, 0, not 0, ..] => "UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..] => "UTF-16",
        _ => null,
    };
}
