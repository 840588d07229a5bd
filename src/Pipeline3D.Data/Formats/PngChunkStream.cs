using System.Buffers.Binary;

namespace Pipeline3D.Data.Formats;

/// <summary>Cuts what is written to it into IDAT chunks of at most 64 KiB; a write-only half of a stream.</summary>
internal sealed class PngChunkStream(Stream target) : Stream
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes one whole chunk: length, type, data, checksum.</summary>
    internal static void WriteChunk(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        target.Write(word);
        target.Write(type);
        target.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(type, data));
        target.Write(word);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int part = Math.Min(buffer.Length, _buffer.Length - _used);
            buffer[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            buffer = buffer[part..];
            if (_used == _buffer.Length)
                EmitChunk();
        }
    }

    // A flush of the compressor is no border of a chunk; the rest is written when the stream is closed.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _used > 0)
            EmitChunk();
        base.Dispose(disposing);
    }

    private void EmitChunk()
    {
        WriteChunk(target, "IDAT"u8, _buffer.AsSpan(0, _used));
        _used = 0;
    }
}
