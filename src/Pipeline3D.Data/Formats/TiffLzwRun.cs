using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline3D.Data.Formats;

/// <summary>Where an LZW decoder stands, and its inner loop.</summary>
/// <param name="firstFree">The first code that the table does not define at the start.</param>
internal struct TiffLzwRun(int firstFree)
{
    private const int FirstWidth = 9, LastWidth = 12;
    private ulong _window, _previous;
    private int _bits, _width = FirstWidth;

    /// <summary>The first free entry of the table.</summary>
    public int Next { get; private set; } = firstFree;

    /// <summary>Bytes taken from the packed data, a few of them ahead of the codes.</summary>
    public int Read { get; private set; }

    /// <summary>Bytes unpacked.</summary>
    public int Written { get; private set; }

    /// <summary>Whether there is a code before the current one since the table was cleared.</summary>
    public readonly bool HasPrevious => _previous != 0;

    /// <summary>A string in the output.</summary>
    public static ulong Entry(int start, int length) => ((ulong)(uint)start << 32) | (uint)length;

    /// <summary>Forgets all strings.</summary>
    public void Reset(int firstFree) => (Next, _width, _previous) = (firstFree, FirstWidth, 0);

    /// <summary>Notes that the string of the current code is written.</summary>
    public void Advance(int length)
    {
        _previous = Entry(Written, length);
        Written += length;
    }

    /// <summary>Defines the next entry: the string before, and the first byte of the current one, which is about to be
    /// written right behind it.</summary>
    public void AddEntry(Span<ulong> table)
    {
        if (!HasPrevious || Next == table.Length)
            return;
        table[Next++] = _previous + 1;
        if (Next == (1 << _width) - 1 && _width < LastWidth)
            _width++;
    }

    /// <summary>The next code; -1 when the data ends within it.</summary>
    public int NextCode(ReadOnlySpan<byte> packed)
    {
        for (; _bits < _width; _bits += 8)
        {
            if (Read >= packed.Length)
                return -1;
            _window |= (ulong)packed[Read++] << (56 - _bits);
        }
        int code = (int)(_window >> (64 - _width));
        _window <<= _width;
        _bits -= _width;
        return code;
    }

    /// <summary>Unpacks literals and known strings of up to eight bytes, until another code comes or an end of a buffer
    /// is near.</summary>
    /// <remarks>Literals and strings take one path, without a guess which of them comes: eight bytes are written, and
    /// what is too much is overwritten by what follows. No access can leave its buffer: strings start before what is
    /// written, which ends eight bytes before the target does; eight bytes are left to read; codes have at most as many
    /// bits as the table has room for.</remarks>
    public void Run(ReadOnlySpan<byte> packed, Span<byte> target, Span<ulong> table)
    {
        if (!HasPrevious || table.Length < 1 << LastWidth)
            return;
        (ulong window, ulong previous) = (_window, _previous);
        (int bits, int width, int next, int read, int written) = (_bits, _width, Next, Read, Written);
        int lastRead = packed.Length - sizeof(ulong), lastWritten = target.Length - sizeof(ulong);
        ref byte source = ref MemoryMarshal.GetReference(packed), output = ref MemoryMarshal.GetReference(target);
        ref ulong entries = ref MemoryMarshal.GetReference(table);
        while (read <= lastRead && written <= lastWritten && next < table.Length)
        {
            window |= BigEndian(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, read))) >> bits;
            read += (63 - bits) >> 3;
            bits |= 56;
            int code = (int)(window >> (64 - width));
            ulong entry = Unsafe.Add(ref entries, code);
            if (code >= next || (uint)entry > sizeof(ulong))
                break;
            Unsafe.Add(ref entries, next) = previous + 1;
            window <<= width;
            bits -= width;
            ulong text = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref output, (int)(entry >> 32)));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, written), code < TiffLzw.Clear ? FirstByte(code) : text);
            previous = Entry(written, (int)entry);
            written += (int)entry;
            if (++next == (1 << width) - 1 && width < LastWidth)
                width++;
        }
        // Whole bytes that were read ahead go back, so that the other reader sees no bits of its next byte.
        int ahead = bits >> 3;
        read -= ahead;
        bits -= 8 * ahead;
        window = bits == 0 ? 0 : window & (ulong.MaxValue << (64 - bits));
        (_window, _previous, _bits, _width) = (window, previous, bits, width);
        (Next, Read, Written) = (next, read, written);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BigEndian(ulong value)
        => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstByte(int value) => BitConverter.IsLittleEndian ? (ulong)value : (ulong)value << 56;
}
