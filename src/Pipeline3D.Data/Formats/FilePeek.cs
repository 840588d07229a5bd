using Microsoft.Win32.SafeHandles;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>A file that a format looks into to tell how much memory a scan will take, before the scan may take any:
/// only the parts that are asked for are read.</summary>
/// <remarks>For one thread. Nothing is mapped: a file that is cut meanwhile is an error, not the end of the
/// process.</remarks>
public sealed class FilePeek
{
    private const int Window = 4096;

    // More than the directory of any honest image or archive.
    private const long MaxBytes = 16 << 20;

    private readonly SafeFileHandle? _file;
    private readonly string _path;
    private ReadOnlyMemory<byte> _held;
    private long _start, _read;

    /// <summary>A file whose bytes are at hand.</summary>
    /// <param name="bytes">All of them.</param>
    public FilePeek(ReadOnlyMemory<byte> bytes) => (_held, _path, Length) = (bytes, "", bytes.Length);

    internal FilePeek(SafeFileHandle file, int length, string path) => (_file, _path, Length) = (file, path, length);

    /// <summary>Bytes of the whole file; more than 0.</summary>
    public int Length { get; }

    /// <summary>The beginning.</summary>
    /// <param name="most">Bytes at most; fewer when the file is shorter.</param>
    /// <exception cref="FormatException3D">It cannot be read.</exception>
    public ReadOnlySpan<byte> Head(int most) => Slice(0, Math.Min(most, Length));

    /// <summary>A part.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="count">Its bytes; all of them lie in the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">It reaches beyond the file.</exception>
    /// <exception cref="FormatException3D">It cannot be read, the file was cut meanwhile, or 16 MiB were read
    /// already.</exception>
    public ReadOnlySpan<byte> Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Length - start), nameof(count));
        if (start < _start || start + (long)count > _start + _held.Length)
            Read(start, Math.Min(Math.Max(count, Window), Length - start));
        return _held.Span.Slice((int)(start - _start), count);
    }

    /// <summary>The file as a stream, for readers that want one; not to be used after this object.</summary>
    public Stream OpenRead() => new PeekStream(this);

    // A new buffer each time: parts that were given out stay as they are.
    private void Read(int start, int count)
    {
        _read += count;
        if (_read > MaxBytes)
            throw new FormatException3D(_path, start, $"its header takes more than {MaxBytes >> 20} MiB",
                "write it again without previews and metadata");
        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        int filled = FileBytes.Fill(_file!, bytes, start, _path);
        if (filled < count)
            throw new FormatException3D(_path, (long)start + filled,
                $"the file ends here; it had {Length} bytes when it was opened", "copy it again")
            {
                Reason = RejectReason.Unreadable,
            };
        (_held, _start) = (bytes, start);
    }
}
