namespace Pipeline3D.Data.Formats;

/// <summary>The bytes of a file, all at hand or read as they are asked for: what a TIFF's directory is read
/// from.</summary>
internal readonly ref struct FileView
{
    private readonly ReadOnlySpan<byte> _whole;
    private readonly FilePeek? _parts;

    private FileView(ReadOnlySpan<byte> whole, FilePeek? parts)
    {
        _whole = whole;
        _parts = parts;
    }

    public int Length => _parts?.Length ?? _whole.Length;

    public ReadOnlySpan<byte> Slice(int start, int count)
        => _parts is null ? _whole.Slice(start, count) : _parts.Slice(start, count);

    public static implicit operator FileView(ReadOnlySpan<byte> whole) => new(whole, null);

    public static implicit operator FileView(FilePeek parts) => new([], parts);
}
