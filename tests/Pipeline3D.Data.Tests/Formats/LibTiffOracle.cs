using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using Pipeline3D.Data.Formats;
using Tag = BitMiracle.LibTiff.Classic.TiffTag;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>A second reader of TIFF: LibTiff.NET on whole files, with its own directories and codecs.</summary>
internal static class LibTiffOracle
{
    private const int Unsigned = 1, Untyped = 4;

    /// <summary>The first image as the project's reader would give it; null when LibTiff cannot read it
    /// whole.</summary>
    internal static RasterImage? Read(string path)
    {
        try
        {
            using Tiff? tiff = Tiff.ClientOpen(path, "rc", new LibTiffReports(), new Memory(File.ReadAllBytes(path)));
            if (tiff is null)
                return null;
            int photometric = Number(tiff, Tag.PHOTOMETRIC, 1);
            return photometric is 3 or 5 or 6 || Number(tiff, Tag.BITSPERSAMPLE, 1) < 8
                ? Picture(tiff, isGray: photometric < 2) : Samples(tiff);
        }
        // Of its errors the library gives no list.
        catch (Exception)
        {
            return null;
        }
    }

    private static int Number(Tiff tiff, Tag tag, int absent)
        => tiff.GetFieldDefaulted(tag) is { Length: > 0 } field ? field[0].ToInt() : absent;

    private static RasterImage? Picture(Tiff tiff, bool isGray)
    {
        int width = Number(tiff, Tag.IMAGEWIDTH, 0), height = Number(tiff, Tag.IMAGELENGTH, 0);
        var raster = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, stopOnError: true))
            return null;
        byte[] pixels = [.. raster.SelectMany(pixel => isGray ? (byte[])[(byte)Tiff.GetR(pixel)]
            : [(byte)Tiff.GetR(pixel), (byte)Tiff.GetG(pixel), (byte)Tiff.GetB(pixel)])];
        return new RasterImage(width, height, isGray ? 1 : 3, SampleType.UInt8, pixels);
    }

    private static RasterImage? Samples(Tiff tiff)
    {
        int width = Number(tiff, Tag.IMAGEWIDTH, 0), height = Number(tiff, Tag.IMAGELENGTH, 0),
            channels = Number(tiff, Tag.SAMPLESPERPIXEL, 1), bytes = Number(tiff, Tag.BITSPERSAMPLE, 1) / 8,
            format = Number(tiff, Tag.SAMPLEFORMAT, Unsigned);
        // An obsolete tag of Silicon Graphics says that the type is unknown.
        format = format == Untyped ? Unsigned : format;
        bool tiled = tiff.IsTiled(), planar = Number(tiff, Tag.PLANARCONFIG, 1) == 2 && channels > 1;
        int chunkWidth = tiled ? Number(tiff, Tag.TILEWIDTH, 0) : width,
            chunkHeight = tiled ? Number(tiff, Tag.TILELENGTH, 0)
                : (int)Math.Min(height, (uint)Number(tiff, Tag.ROWSPERSTRIP, -1)),
            inChunk = planar ? 1 : channels, across = (width + chunkWidth - 1) / chunkWidth;
        var stored = new byte[width * height * channels * bytes];
        var chunk = new byte[chunkWidth * chunkHeight * inChunk * bytes];
        for (int plane = 0, index = 0; plane < (planar ? channels : 1); plane++)
            for (int y = 0; y < height; y += chunkHeight)
                for (int x = 0; x < across * chunkWidth; x += chunkWidth, index++)
                {
                    int rows = tiled ? chunkHeight : Math.Min(chunkHeight, height - y);
                    int wanted = rows * chunkWidth * inChunk * bytes;
                    int given = tiled ? tiff.ReadEncodedTile(index, chunk, 0, wanted)
                        : tiff.ReadEncodedStrip(index, chunk, 0, wanted);
                    if (given != wanted)
                        return null;
                    for (int row = 0; row < Math.Min(rows, height - y); row++)
                        for (int sample = 0; sample < Math.Min(chunkWidth, width - x) * inChunk; sample++)
                        {
                            int from = ((row * chunkWidth * inChunk) + sample) * bytes;
                            int to = (((((y + row) * width) + x) * channels)
                                + (planar ? (sample * channels) + plane : sample)) * bytes;
                            Array.Copy(chunk, from, stored, to, bytes);
                        }
                }
        return format == Unsigned && bytes <= 2
            ? new RasterImage(width, height, channels, bytes == 1 ? SampleType.UInt8 : SampleType.UInt16, stored)
            : new RasterImage(width, height, channels, SampleType.Float32, MemoryMarshal.AsBytes(
                Enumerable.Range(0, stored.Length / bytes).Select(i => Single(stored, i * bytes, format, bytes))
                    .ToArray().AsSpan()).ToArray());
    }

    private static float Single(byte[] stored, int at, int format, int bytes) => (format, bytes) switch
    {
        (3, 2) => (float)BitConverter.ToHalf(stored, at),
        (3, 4) => BitConverter.ToSingle(stored, at),
        (3, _) => (float)BitConverter.ToDouble(stored, at),
        (1, 4) => BitConverter.ToUInt32(stored, at),
        (1, _) => BitConverter.ToUInt64(stored, at),
        (_, 1) => (sbyte)stored[at],
        (_, 2) => BitConverter.ToInt16(stored, at),
        (_, 4) => BitConverter.ToInt32(stored, at),
        _ => BitConverter.ToInt64(stored, at),
    };

    private sealed class Memory(byte[] file) : TiffStream
    {
        private long _at;

        public override long Size(object clientData) => file.Length;

        public override int Read(object clientData, byte[] buffer, int offset, int count)
        {
            int length = (int)Math.Clamp(file.Length - _at, 0, count);
            Array.Copy(file, _at, buffer, offset, length);
            _at += length;
            return length;
        }

        public override long Seek(object clientData, long offset, SeekOrigin origin)
            => _at = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _at : file.Length);

        public override void Close(object clientData)
        {
        }
    }
}
