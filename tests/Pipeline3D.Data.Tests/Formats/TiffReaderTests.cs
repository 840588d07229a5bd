using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class TiffReaderTests
{
    // File, the words its refusal must contain.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["malformed_colormap-shl-overflow.tiff"] = "tag 284 (PlanarConfiguration) has the unknown type 0",
        ["malformed_go_0x0.tiff"] = "0 x 0 pixels",
        ["malformed_go_1x0.tiff"] = "1 x 0 pixels",
        ["malformed_graydepth-invert-overflow-5a0aad5024cc4ff3.tiff"] = "tag 256 (ImageWidth) has the unknown type 0",
        ["malformed_sample-get-lzw-stuck.tiff"] = "strip or tile 0 claims bytes 317 to 11774",
    };

    // Its facts are those of the indices; it is read as colours.
    private const string Palette = "irs_seq_seq-1c-8b-palette-89b39bc3.tiff";

    [Fact]
    public void Read_EveryConformanceFile_GivesTheVerifiedFactsOrTheStatedRefusal()
    {
        List<(string File, string Facts)> rows = Verified.Rows("tiff");
        Assert.Equal(76, rows.Count);
        int decoded = 0;
        foreach ((string file, string facts) in rows)
        {
            string path = SharedFiles.Data(Path.Combine("tiff", file));
            if (Refused.TryGetValue(file, out string? words))
            {
                var refusal = Assert.Throws<FormatException3D>(() => TiffReader.Read(path));
                Assert.Contains(words, refusal.Message);
                continue;
            }
            RasterImage image = TiffReader.Read(path);
            if (file != Palette)
                CheckFacts(image, file, facts);
            decoded++;
        }
        Assert.Equal(76 - Refused.Count, decoded);
    }

    private static void CheckFacts(RasterImage image, string file, string facts)
    {
        Match size = Regex.Match(facts, @"(\d+)x(\d+)x(\d+), (\d+) bit");
        Assert.Equal($"{size.Groups[1]}x{size.Groups[2]}x{size.Groups[3]}",
            $"{image.Width}x{image.Height}x{image.Channels}");
        double[] numbers = Verified.Numbers(facts, @"min ([-\d.e+]+) max ([-\d.e+]+) mean ([-\d.e+]+)")!;
        double[] samples = Samples(image);
        // Integers beyond 2^24 are rounded to a float's 24 bits.
        double rounding = image.FullScale > 1 << 24 ? 6e-8 : 0;
        Verified.Equal(numbers[0], samples.Min(), 1e-8 + rounding, $"{file} min");
        Verified.Equal(numbers[1], samples.Max(), 1e-8 + rounding, $"{file} max");
        // Nine digits are printed, and the mean of narrowed doubles differs from that of doubles by a float's half ulp.
        Verified.Equal(numbers[2], samples.Average(), 3e-8 + rounding, $"{file} mean");
    }

    private static double[] Samples(RasterImage image) => image.Type switch
    {
        SampleType.UInt8 => [.. image.Bytes.ToArray().Select(value => (double)value)],
        SampleType.UInt16 => [.. image.Words.ToArray().Select(value => (double)value)],
        _ => [.. image.Floats.ToArray().Select(value => (double)value)],
    };

    [Fact]
    public void Read_EveryEncodingOfTheOracle_IsBitEqualToTheArray()
    {
        string[] files = Directory.GetFiles(SharedFiles.Oracle("."), "tiff_*.tiff");
        Assert.Equal(23, files.Length);
        foreach (string file in files)
        {
            string expectedName = Path.GetFileName(file).StartsWith("tiff_depth1", StringComparison.Ordinal)
                ? "tiff_depth1_expected.npy" : "tiff_expected.npy";
            NpyArray expected = SharedFiles.OracleArray(expectedName);
            RasterImage image = TiffReader.Read(file);
            Assert.Equal(expected.Shape, expected.Shape.Length == 2
                ? [image.Height, image.Width] : [image.Height, image.Width, image.Channels]);
            bool same = MemoryMarshal.AsBytes(expected.To<float>().AsSpan()).SequenceEqual(image.Data);
            Assert.True(same, $"{file} differs from {expectedName}");
        }
    }

    [Fact]
    public void Read_RealSceneInTheMvtecLayout_HasTheVerifiedExtremes()
    {
        RasterImage image = TiffReader.Read(SharedFiles.Data("organized_xyz/osd_table_learn44/xyz/000.tiff"));
        Assert.Equal((640, 480, 3, SampleType.Float32), (image.Width, image.Height, image.Channels, image.Type));
        double[] samples = Samples(image);
        Verified.Equal(-0.560223877, samples.Min(), 1e-8, "min");
        Verified.Equal(1.67299998, samples.Max(), 1e-8, "max");
        Verified.Equal(0.178946532, samples.Average(), 1e-8, "mean");
    }

    [Fact]
    public void Read_KinectDepthInPackBits_HasTheVerifiedExtremes()
    {
        RasterImage image = TiffReader.Read(SharedFiles.Data("depth/pcl_frame_20121214T142255.814212_depth.tiff"));
        Assert.Equal((640, 480, 1, SampleType.UInt16), (image.Width, image.Height, image.Channels, image.Type));
        Assert.Equal(1713, image.Words.ToArray().Max());
        Verified.Equal(876.534049, Samples(image).Average(), 1e-8, "mean");
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Read_WhatTheWriterWrote_IsBitEqual(int channels)
    {
        var random = new Random(11);
        float[] samples = [.. Enumerable.Range(0, 13 * 7 * channels)
            .Select(_ => BitConverter.Int32BitsToSingle(random.Next()))];
        using var folder = new TempFolder();
        TiffWriter.WriteFloat(folder["a.tiff"], 13, 7, channels, samples);
        RasterImage image = TiffReader.Read(folder["a.tiff"]);
        Assert.Equal((13, 7, channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), image.Data);
    }

    [Fact]
    public void Read_RowsAsPagesAsNewTifffileWritesThem_IsOneImage()
    {
        float[] samples = [.. Enumerable.Range(0, 5 * 4 * 3).Select(i => i * 0.5f)];
        byte[] file = TiffBuilder.RowsAsPages(5, 4, 3, samples);
        RasterImage image = TiffReader.Parse(file, "pages.tiff", FormatLimits.Default);
        Assert.Equal((4, 5, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(samples, image.Floats.ToArray());
    }

    [Fact]
    public void Read_RowsAsPagesWithAPageMissing_IsRefused()
    {
        byte[] file = TiffBuilder.RowsAsPages(5, 4, 3, new float[60], pages: 4);
        var refusal = Assert.Throws<FormatException3D>(() => TiffReader.Parse(
            file, "pages.tiff", FormatLimits.Default));
        Assert.Contains("promises 5 pages", refusal.Message);
    }

    [Fact]
    public void Read_DeflateThatAsksForADictionary_IsRefused()
    {
        byte[] file = TiffBuilder.Gray8(4, 3, [0x78, 0x20, 1, 2, 3, 4, 5, 6, 7, 8, 9], (TiffTag.Compression, 8));
        Assert.Contains("deflate data", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tiff", FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_SignedDepth_KeepsItsSign()
    {
        byte[] file = TiffBuilder.Gray8(2, 1, [0xFF, 0xFF, 0x00, 0x80], (TiffTag.BitsPerSample, 16),
            (TiffTag.SampleFormat, 2));
        RasterImage image = TiffReader.Parse(file, "a.tiff", FormatLimits.Default);
        Assert.Equal((SampleType.Float32, 32767f, false), (image.Type, image.FullScale, image.IsFloat));
        Assert.Equal([-1f, -32768f], image.Floats.ToArray());
    }

    [Fact]
    public void Read_ThirtyTwoBitsWithoutSampleFormat_AreUnsignedAsTheSpecificationSays()
    {
        byte[] file = TiffBuilder.Gray8(2, 1, [0, 0, 0, 0x80, 1, 0, 0, 1], (TiffTag.BitsPerSample, 32));
        RasterImage image = TiffReader.Parse(file, "a.tiff", FormatLimits.Default);
        // 2^24 + 1 is the first integer that is rounded.
        Assert.Equal([2147483648f, 16777216f], image.Floats.ToArray());
        Assert.Equal(4294967296f, image.FullScale);
    }

    [Theory, InlineData(5, 1), InlineData(20, 3), InlineData(64, 3)]
    public void Read_MoreThanFourSamples_AreAllThere(int channels, int predictor)
    {
        byte[] row = predictor == 3 ? new byte[3 * channels * 4] : [.. Enumerable.Range(0, 3 * channels)
            .Select(i => (byte)i)];
        byte[] file = predictor == 3
            ? TiffBuilder.Gray8(3, 1, Packed(row), (TiffTag.SamplesPerPixel, channels), (TiffTag.BitsPerSample, 32),
                (TiffTag.SampleFormat, 3), (TiffTag.Predictor, 3), (TiffTag.Compression, 8))
            : TiffBuilder.Gray8(3, 1, row, (TiffTag.SamplesPerPixel, channels));
        RasterImage image = TiffReader.Parse(file, "a.tiff", FormatLimits.Default);
        Assert.Equal((3, 1, channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(row, image.Data);
    }

    [Fact]
    public void Read_DamagedDeflateOfAPalette_IsRefused()
    {
        byte[] packed = Packed(new byte[12]);
        packed[^1] ^= 1;
        byte[] file = TiffBuilder.Gray8(4, 3, packed, (TiffTag.Compression, 8),
            (TiffTag.PhotometricInterpretation, 3));
        Assert.Contains("deflate data", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tiff", FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_PaletteWithoutAMap_IsRefused()
    {
        byte[] file = TiffBuilder.Gray8(4, 3, new byte[12], (TiffTag.PhotometricInterpretation, 3));
        Assert.Contains("ColorMap", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tiff", FormatLimits.Default)).Message);
    }

    private static byte[] Packed(byte[] data)
    {
        using var target = new MemoryStream();
        using (var stream = new ZLibStream(target, CompressionLevel.Fastest))
            stream.Write(data);
        return target.ToArray();
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        foreach (string name in (string[])["tiff_none_strips.tiff", "tiff_lzw_pred3.tiff", "tiff_deflate_tiled.tiff",
            "tiff_packbits.tiff"])
        {
            byte[] file = File.ReadAllBytes(SharedFiles.Oracle(name));
            // tiffcp and tifffile write the data before or behind the directory; either way the last byte matters.
            for (int length = 0; length < file.Length - 8; length += Math.Max(1, length < 512 ? 1 : 97))
                Assert.Throws<FormatException3D>(() => TiffReader.Parse(
                    file.AsSpan(0, length), name, FormatLimits.Default));
        }
    }

    [Fact]
    public void Read_HeaderPromisingMoreThanTheFileHolds_AllocatesNothingLarge()
    {
        byte[] file = TiffBuilder.Gray8(4, 3, new byte[12], (TiffTag.ImageWidth, 30_000), (TiffTag.ImageLength, 3_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException3D>(() => TiffReader.Parse(file, "a.tiff", FormatLimits.Default));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Read_BeyondTheLimits_NamesTheLimit()
    {
        byte[] file = TiffBuilder.Gray8(40, 30, new byte[1200]);
        Assert.Contains("MaxDimension", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tiff", new FormatLimits { MaxDimension = 39 })).Message);
        Assert.Contains("MaxPixels", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tiff", new FormatLimits { MaxPixels = 1199 })).Message);
        Assert.Contains("MaxDecodedBytes", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tiff", new FormatLimits { MaxDecodedBytes = 1199 })).Message);
    }

    [Fact]
    public void Read_AllZeroLzwScan_IsWithinTheExpansionBound()
    {
        byte[] packed = TiffBuilder.LzwOfZeros(3000 * 2400);
        byte[] file = TiffBuilder.Gray8(3000, 2400, packed, (TiffTag.Compression, 5));
        RasterImage image = TiffReader.Parse(file, "zeros.tiff", FormatLimits.Default);
        Assert.False(image.Data.AsSpan().ContainsAnyExcept((byte)0));
        Assert.True(3000 * 2400 / packed.Length > 1_100, $"packed to {packed.Length} bytes");
    }
}
