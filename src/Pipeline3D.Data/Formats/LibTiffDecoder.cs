using System.Buffers;
using BitMiracle.LibTiff.Classic;

namespace Pipeline3D.Data.Formats;

/// <summary>Decodes by LibTiff.NET what the project's own decoder does not unpack: JPEG, CCITT fax, the LZW of before
/// 1988.</summary>
/// <remarks>The library is fenced in: it sees a directory that we have written of checked values, its results must have
/// the length that the layout says, whatever it reports or throws refuses the file. Memory: at most six times
/// the decoded image, four times the file, and 1 MiB for its tables; the tests hold it to that.</remarks>
internal sealed class LibTiffDecoder : ITiffDecoder
{
    /// <inheritdoc/>
    public TiffObjection? ObjectionTo(TiffSource source)
    {
        TiffLayout layout = source.Layout;
        bool isFax = TiffCompression.IsFax(layout.Compression),
            isJpeg = layout.Compression is TiffCompression.Jpeg or TiffCompression.OldJpeg;
        if (!isFax && !isJpeg && !ManagedTiffDecoder.IsOldLzw(source))
            return new(TiffTag.Compression, layout.Compression, TiffCompression.Advice(layout.Compression));
        if (isJpeg && layout is not { Bits: 8, SampleFormat: 1, Channels: <= 4 })
            return new(TiffTag.BitsPerSample, layout.Bits, "JPEG holds up to four samples of 8 bits, unsigned");
        if (isFax && layout is not { Bits: 1, Channels: 1 })
            return new(TiffTag.BitsPerSample, layout.Bits, "CCITT holds one sample of one bit");
        return TiffMeaning.ObjectionTo(layout);
    }

    /// <inheritdoc/>
    public unsafe RasterImage Decode(TiffSource source)
    {
        LibTiffDirectory directory = LibTiffDirectory.Of(source);
        var reports = new LibTiffReports();
        fixed (byte* file = source.File)
        {
            try
            {
                using Tiff tiff = Tiff.ClientOpen(source.Path, "rc", reports,
                    new LibTiffStream(file, source.File.Length, directory)) ?? throw Refused(source, reports, null);
                // Old JPEG leaves chroma at its lower resolution; new JPEG raises it itself.
                RasterImage image = source.Layout.Compression == TiffCompression.OldJpeg
                    ? DecodeColours(source, tiff, reports) : DecodeSamples(source, tiff, reports);
                if (reports.First is not null)
                    throw Refused(source, reports, null);
                return image with
                {
                    IsLossy = source.Layout.Compression is TiffCompression.Jpeg or TiffCompression.OldJpeg,
                };
            }
            catch (Exception cause) when (ForeignDecoder.IsDamage(cause))
            {
                throw Refused(source, reports, cause);
            }
        }
    }

    private static RasterImage DecodeSamples(TiffSource source, Tiff tiff, LibTiffReports reports)
    {
        TiffLayout layout = source.Layout;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked(layout.ChunkRowBytes * layout.ChunkHeight));
        try
        {
            return TiffPicture.Of(source, TiffChunks.Assemble(layout, new Chunks(source, tiff, reports, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static RasterImage DecodeColours(TiffSource source, Tiff tiff, LibTiffReports reports)
    {
        (int width, int height) = (source.Layout.Width, source.Layout.Height);
        var raster = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, stopOnError: true))
            throw Refused(source, reports, null);
        var pixels = new byte[checked(3 * raster.Length)];
        for (int i = 0; i < raster.Length; i++)
        {
            pixels[3 * i] = (byte)Tiff.GetR(raster[i]);
            pixels[(3 * i) + 1] = (byte)Tiff.GetG(raster[i]);
            pixels[(3 * i) + 2] = (byte)Tiff.GetB(raster[i]);
        }
        return new RasterImage(width, height, 3, SampleType.UInt8, pixels);
    }

    private static FormatException3D Refused(TiffSource source, LibTiffReports reports, Exception? cause)
        => new(source.Path, source.Directory.Offset, "the image of this directory cannot be decoded: "
            + (reports.First ?? cause?.Message ?? "the library gives no reason"), "export the file again", cause);

    private readonly ref struct Chunks(TiffSource source, Tiff tiff, LibTiffReports reports, byte[] buffer)
        : ITiffChunks
    {
        private readonly TiffSource _source = source;

        public void Unpack(int index, Span<byte> unpacked)
        {
            TiffLayout layout = _source.Layout;
            (long offset, int length) = _source.ChunkAt(index, unpacked.Length);
            if (layout.Compression == TiffCompression.Jpeg)
                CheckJpeg(layout, (int)offset, length);
            int given = layout.Tiled ? tiff.ReadEncodedTile(index, buffer, 0, unpacked.Length)
                : tiff.ReadEncodedStrip(index, buffer, 0, unpacked.Length);
            if (given != unpacked.Length || reports.First is not null)
                throw new FormatException3D(_source.Path, offset, $"strip or tile {index} cannot be decoded: "
                    + (reports.First ?? $"it gives {given} of {unpacked.Length} bytes"),
                    "the file is damaged: export it again");
            buffer.AsSpan(0, given).CopyTo(unpacked);
        }

        // The stream in a strip has a size of its own, for which the library would make room.
        private void CheckJpeg(TiffLayout layout, int offset, int length)
        {
            JpegHeader header = JpegHeader.Parse(_source.File.Slice(offset, length), _source.Path, offset);
            if (header.Width > layout.ChunkWidth || header.Height > layout.ChunkHeight
                || header.Components > layout.ChunkChannels)
                throw new FormatException3D(_source.Path, offset, $"the JPEG of a strip or tile has {header.Width} x "
                    + $"{header.Height} pixels of {header.Components} samples, the strip {layout.ChunkWidth} x "
                    + $"{layout.ChunkHeight} of {layout.ChunkChannels}", "the file is damaged: export it again");
        }
    }
}
