using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Data.Formats;

/// <summary>Undoes TIFF's predictors on the rows of one chunk.</summary>
/// <remarks>Sources: TIFF 6.0, section 14 (horizontal); Adobe TIFF Technical Note 3 (floating point).</remarks>
internal static class TiffPredictor
{
    /// <summary>Adds up the differences of each row: predictor 2.</summary>
    /// <param name="rows">Whole rows in machine byte order.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="channels">Samples per pixel; each sample is added to its like of the pixel before.</param>
    /// <param name="sampleBytes">1, 2, 4 or 8. Floats are added as integers of their bits.</param>
    internal static void UndoHorizontal(Span<byte> rows, int rowBytes, int channels, int sampleBytes)
    {
        for (; !rows.IsEmpty; rows = rows[rowBytes..])
        {
            Span<byte> row = rows[..rowBytes];
            switch (sampleBytes)
            {
                case 1:
                    for (int i = channels; i < row.Length; i++)
                        row[i] += row[i - channels];
                    break;
                case 2:
                    Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(row);
                    for (int i = channels; i < words.Length; i++)
                        words[i] += words[i - channels];
                    break;
                case 4:
                    Span<uint> doubles = MemoryMarshal.Cast<byte, uint>(row);
                    for (int i = channels; i < doubles.Length; i++)
                        doubles[i] += doubles[i - channels];
                    break;
                default:
                    Span<ulong> quads = MemoryMarshal.Cast<byte, ulong>(row);
                    for (int i = channels; i < quads.Length; i++)
                        quads[i] += quads[i - channels];
                    break;
            }
        }
    }

    /// <summary>Undoes the floating point predictor: predictor 3.</summary>
    /// <param name="rows">Whole rows as unpacked. On return in machine byte order, whatever the order of the file: the
    /// predictor stores all high bytes of a row first, then all second ones.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="channels">Samples per pixel.</param>
    /// <param name="sampleBytes">2, 4 or 8.</param>
    /// <param name="scratch">At least <paramref name="rowBytes"/> bytes.</param>
    internal static void UndoFloat(Span<byte> rows, int rowBytes, int channels, int sampleBytes, Span<byte> scratch)
    {
        int samples = rowBytes / sampleBytes;
        scratch = scratch[..rowBytes];
        for (; !rows.IsEmpty; rows = rows[rowBytes..])
        {
            Span<byte> row = rows[..rowBytes];
            SumBytes(row, channels);
            row.CopyTo(scratch);
            int done = sampleBytes == sizeof(float) && BitConverter.IsLittleEndian
                ? JoinFloats(scratch, samples, MemoryMarshal.Cast<byte, uint>(row)) : 0;
            for (int plane = 0; plane < sampleBytes; plane++)
            {
                ReadOnlySpan<byte> source = scratch.Slice(plane * samples, samples);
                int place = BitConverter.IsLittleEndian ? sampleBytes - 1 - plane : plane;
                for (int i = done, at = (done * sampleBytes) + place; i < source.Length; i++, at += sampleBytes)
                    row[at] = source[i];
            }
        }
    }

    /// <summary>Adds to every byte the sum of its likes before it.</summary>
    /// <remarks>Sixteen bytes at a time, or as many as hold whole pixels: log-step sums within the vector, then the
    /// last pixel so far added to all.</remarks>
    private static void SumBytes(Span<byte> row, int channels)
    {
        int step = Vector128<byte>.Count / channels * channels, at = 0;
        Vector128<byte> lanes = Vector128<byte>.Indices;
        Vector128<byte> lastPixel = Vector128.Create((byte)(step - channels)) + Remainder(lanes, channels);
        Vector128<byte> before = default;
        // More channels than lanes leave no whole pixel.
        for (; step > 0 && at + Vector128<byte>.Count <= row.Length; at += step)
        {
            Vector128<byte> sums = Vector128.Create<byte>(row[at..]);
            for (int shift = channels; shift < step; shift *= 2)
            {
                // Lanes below the shift look for an index above 15 and find zero.
                sums += Vector128.Shuffle(sums, lanes - Vector128.Create((byte)shift));
            }
            sums += before;
            before = Vector128.Shuffle(sums, lastPixel);
            // The bytes of a pixel cut off by the vector's end are read again, so they stay as they are.
            Vector128<byte> whole = Vector128.LessThan(lanes, Vector128.Create((byte)step));
            Vector128.ConditionalSelect(whole, sums, Vector128.Create<byte>(row[at..])).CopyTo(row[at..]);
        }
        for (int i = Math.Max(at, channels); i < row.Length; i++)
            row[i] += row[i - channels];
    }

    private static Vector128<byte> Remainder(Vector128<byte> lanes, int divisor)
    {
        Vector128<byte> result = default;
        for (int lane = 0; lane < Vector128<byte>.Count; lane++)
            result = result.WithElement(lane, (byte)(lanes[lane] % divisor));
        return result;
    }

    /// <summary>Puts floats together from their four planes of bytes, high bytes first.</summary>
    /// <returns>How many are done: a multiple of sixteen.</returns>
    private static int JoinFloats(ReadOnlySpan<byte> planes, int samples, Span<uint> floats)
    {
        int i = 0;
        for (; i + Vector128<byte>.Count <= samples; i += Vector128<byte>.Count)
        {
            Vector512<uint> joined = (Widen(planes[i..]) << 24) | (Widen(planes[(samples + i)..]) << 16)
                | (Widen(planes[((2 * samples) + i)..]) << 8) | Widen(planes[((3 * samples) + i)..]);
            joined.CopyTo(floats[i..]);
        }
        return i;
    }

    private static Vector512<uint> Widen(ReadOnlySpan<byte> bytes)
        => Vector512.WidenLower(Vector512.WidenLower(Vector512.Create(
            Vector256.Create(Vector128.Create(bytes), default), default)));
}
