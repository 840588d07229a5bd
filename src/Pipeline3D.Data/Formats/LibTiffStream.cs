using BitMiracle.LibTiff.Classic;

namespace Pipeline3D.Data.Formats;

/// <summary>A file in memory as LibTiff sees it: its data where they lie, behind them a directory that we have
/// written.</summary>
/// <remarks>LibTiff believes what directories say, of any tag; the one it gets holds nothing but what was checked.
/// </remarks>
internal sealed unsafe class LibTiffStream : TiffStream
{
    private readonly byte* _file;
    private readonly byte[] _head, _directory;
    private readonly int _fileLength, _start;
    private long _position;

    /// <summary>Lays a directory behind a file.</summary>
    /// <param name="file">The file; must stay where it is.</param>
    /// <param name="fileLength">Its bytes.</param>
    /// <param name="directory">Its new header and directory.</param>
    internal LibTiffStream(byte* file, int fileLength, LibTiffDirectory directory)
    {
        _file = file;
        (_fileLength, _head, _directory, _start) = (fileLength, directory.Head, directory.Bytes, directory.Start);
    }

    /// <inheritdoc/>
    public override long Size(object clientData) => _start + (long)_directory.Length;

    /// <inheritdoc/>
    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        Span<byte> target = buffer.AsSpan(offset, count);
        int done = 0;
        while (done < count && PartAt(_position) is { IsEmpty: false } part)
        {
            int length = Math.Min(part.Length, count - done);
            part[..length].CopyTo(target[done..]);
            done += length;
            _position += length;
        }
        return done;
    }

    /// <inheritdoc/>
    public override long Seek(object clientData, long offset, SeekOrigin origin) => _position = Math.Max(0,
        offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => Size(clientData),
        });

    /// <inheritdoc/>
    public override void Write(object clientData, byte[] buffer, int offset, int count)
        => throw new NotSupportedException("the file is open for reading");

    /// <inheritdoc/>
    public override void Close(object clientData)
    {
        // The memory is its owner's.
    }

    // What lies at a position, up to the end of its part; empty behind the last.
    private ReadOnlySpan<byte> PartAt(long position)
    {
        if (position < _head.Length)
            return _head.AsSpan((int)position);
        if (position < _fileLength)
            return new ReadOnlySpan<byte>(_file + position, (int)(_fileLength - position));
        // The directory begins at an even place, which may be a byte behind the file.
        if (position < _start)
            return _head.AsSpan(0, 1);
        return position - _start < _directory.Length ? _directory.AsSpan((int)(position - _start)) : [];
    }
}
