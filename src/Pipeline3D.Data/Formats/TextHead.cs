namespace Pipeline3D.Data.Formats;

/// <summary>The beginning of a text file, for telling its format: a byte order mark is skipped, and LF, CR and CRLF end
/// a line, as for the readers.</summary>
internal ref struct TextHead(ReadOnlySpan<byte> head)
{
    private ReadOnlySpan<byte> _rest = head.StartsWith("\uFEFF"u8) ? head["\uFEFF"u8.Length..] : head;

    /// <summary>Gives the next line that is not blank, trimmed; the last one may be cut off.</summary>
    /// <returns>False behind the last line.</returns>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOfAny((byte)'\n', (byte)'\r');
            line = (end < 0 ? _rest : _rest[..end]).Trim(" \t"u8);
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            if (!line.IsEmpty)
                return true;
        }
        line = [];
        return false;
    }
}
