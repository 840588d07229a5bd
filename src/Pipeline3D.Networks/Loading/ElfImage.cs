using System.Buffers.Binary;
using System.Text;

namespace Pipeline3D.Networks.Loading;

/// <summary>The dynamic section of a 64-bit little-endian ELF file, as the system's loader reads it: addresses are
/// turned into places of the file by the loadable segments, and every read is checked against the file's end.</summary>
/// <remarks>Source: System V gABI and the GNU symbol versioning extension. Section headers are not looked at: a file
/// need not have them.</remarks>
internal sealed class ElfImage
{
    private const uint SegmentLoad = 1, SegmentDynamic = 2;
    private const int SegmentSize = 56, DynamicSize = 16;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<(ulong Address, ulong Place, ulong Size)> _loads = [];
    private readonly Dictionary<long, ulong> _dynamic = [];

    /// <summary>Reads the headers.</summary>
    /// <exception cref="InvalidDataException">It is no such ELF file, or is cut off.</exception>
    public ElfImage(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        if (bytes.Length < 64 || !bytes.Span[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        ulong table = UInt64(0x20);
        (int size, int count) = (UInt16(0x36), UInt16(0x38));
        if (size != SegmentSize)
            throw new InvalidDataException($"program headers of {size} bytes, {SegmentSize} are expected");
        for (int i = 0; i < count; i++)
        {
            ulong at = checked(table + (ulong)(i * size));
            (uint type, ulong place, ulong address, ulong length) = (UInt32(at), UInt64(at + 8), UInt64(at + 16),
                UInt64(at + 32));
            if (type == SegmentLoad)
                _loads.Add((address, place, length));
            else if (type == SegmentDynamic)
                ReadDynamic(place, length);
        }
    }

    /// <summary>The value of a tag of the dynamic section; null when it has none.</summary>
    public ulong? Tag(long tag) => _dynamic.TryGetValue(tag, out ulong value) ? value : null;

    /// <summary>Place in the file of what lies at an address once loaded.</summary>
    /// <exception cref="InvalidDataException">No segment of the file holds it.</exception>
    public ulong PlaceOf(ulong address)
    {
        foreach ((ulong start, ulong place, ulong size) in _loads)
            if (address >= start && address - start < size)
                return checked(place + (address - start));
        throw new InvalidDataException($"address 0x{address:x} lies in no segment of the file");
    }

    /// <summary>The text that begins at a place and ends with a zero byte.</summary>
    public string TextAt(ulong place)
    {
        ReadOnlySpan<byte> rest = _bytes.Span[Checked(place, 1)..];
        int end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(rest[..end])
            : throw new InvalidDataException($"the text at byte {place} has no end");
    }

    public ushort UInt16(ulong place) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[Checked(place, 2)..]);

    public uint UInt32(ulong place) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Span[Checked(place, 4)..]);

    public ulong UInt64(ulong place) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Span[Checked(place, 8)..]);

    private void ReadDynamic(ulong place, ulong length)
    {
        for (ulong at = 0; at + DynamicSize <= length; at += DynamicSize)
        {
            long tag = (long)UInt64(checked(place + at));
            if (tag == 0)
                return;
            _dynamic[tag] = UInt64(checked(place + at + 8));
        }
    }

    private int Checked(ulong place, ulong size)
        => place <= (ulong)_bytes.Length && size <= (ulong)_bytes.Length - place ? (int)place
        : throw new InvalidDataException(
            $"{size} bytes at byte {place} are beyond the file's {_bytes.Length}");
}
