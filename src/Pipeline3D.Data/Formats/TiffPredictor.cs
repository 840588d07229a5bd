using System.Runtime.InteropServices;

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
            for (int i = channels; i < row.Length; i++)
                row[i] += row[i - channels];
            row.CopyTo(scratch);
            for (int plane = 0; plane < sampleBytes; plane++)
            {
                ReadOnlySpan<byte> source = scratch.Slice(plane * samples, samples);
                int place = BitConverter.IsLittleEndian ? sampleBytes - 1 - plane : plane;
                for (int i = 0, at = place; i < source.Length; i++, at += sampleBytes)
                    row[at] = source[i];
            }
        }
    }
}
