using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class PngReaderTests
{
    [Fact]
    public void Read_EveryConformanceFile_GivesTheVerifiedFactsOrIsRefused()
    {
        List<(string File, string Facts)> rows = Verified.Rows("png");
        Assert.Equal(53, rows.Count);
        foreach ((string file, string facts) in rows)
        {
            string path = SharedFiles.Data(Path.Combine("png", file));
            // xcsn0g01 has a wrong checksum in IDAT, which the peer overlooks; the suite lists it as corrupt.
            if (facts.StartsWith("REFUSED", StringComparison.Ordinal) || file == "xcsn0g01.png")
                Assert.Throws<FormatException3D>(() => PngReader.Read(path));
            else
                CheckFacts(PngReader.Read(path), file, facts);
        }
    }

    private static void CheckFacts(RasterImage image, string file, string facts)
    {
        int[] head = [.. Verified.Numbers(facts, @"(\d+)x(\d+) colour type (\d), (\d+) bit")!.Select(value
            => (int)value)];
        (int colour, int depth) = (head[2], head[3]);
        Assert.Equal((head[0], head[1]), (image.Width, image.Height));
        Assert.Equal(depth == 16 ? SampleType.UInt16 : SampleType.UInt8, image.Type);
        Assert.Equal(colour switch { 0 => 1, 2 or 3 => 3, 4 => 2, _ => 4 }, image.Channels);
        // Palette statistics are of indices; the test below compares the colours.
        if (colour == 3)
            return;
        double[] samples = image.Type == SampleType.UInt8
            ? [.. image.Bytes.ToArray().Select(value => (double)value)]
            : [.. image.Words.ToArray().Select(value => (double)value)];
        Match peer = Regex.Match(facts, @"PIL (\w+) min (\S+) max (\S+) mean (\S+)");
        double scale = peer.Groups[1].Value == "1" ? 255 : 1;
        double mean = double.Parse(peer.Groups[4].Value) * scale;
        // The peer narrows 16-bit colour to its high bytes, and widens gray with alpha to RGBA.
        if (depth == 16 && colour != 0)
            samples = [.. samples.Select(value => Math.Floor(value / 256))];
        if (colour == 4)
            samples = [.. samples.Select((value, i) => (i & 1) == 0 ? 3 * value : value).Select(value => value * 0.5)];
        Verified.Equal(mean, samples.Average(), 1e-5, $"{file} mean");
        if (scale == 1 && colour != 4)
        {
            Verified.Equal(double.Parse(peer.Groups[2].Value), samples.Min(), 1e-6, $"{file} min");
            Verified.Equal(double.Parse(peer.Groups[3].Value), samples.Max(), 1e-6, $"{file} max");
        }
    }

    [Theory, InlineData("basn0g08", "basi0g08"), InlineData("basn0g01", "basi0g01"), InlineData("basn0g16", "basi0g16"),
        InlineData("basn2c16", "basi2c16"), InlineData("basn0g16", "oi9n0g16"), InlineData("basn2c16", "oi9n2c16"),
        InlineData("z00n2c08", "z09n2c08")]
    public void Read_TwoStorageFormsOfOneImage_AreEqual(string first, string second)
        => Assert.Equal(PngReader.Read(SharedFiles.Data($"png/{first}.png")).Data,
            PngReader.Read(SharedFiles.Data($"png/{second}.png")).Data);

    [Fact]
    public void Read_PaletteImages_GiveColours()
    {
        // PngSuite: basn3p01 is a checkerboard of (238, 255, 34) and (34, 102, 255).
        RasterImage image = PngReader.Read(SharedFiles.Data("png/basn3p01.png"));
        HashSet<(byte, byte, byte)> colours = [];
        for (int i = 0; i < image.Data.Length; i += 3)
            colours.Add((image.Data[i], image.Data[i + 1], image.Data[i + 2]));
        Assert.Equal<(byte, byte, byte)>([(34, 102, 255), (238, 255, 34)], [.. colours.Order()]);
    }

    [Fact]
    public void Read_PaletteWithTransparency_GivesRgba()
    {
        byte[] file = PngBuilder.Palette(2, 2, [10, 20, 30, 40, 50, 60], alphas: [7], [0b_0100_0000, 0b_1000_0000],
            depth: 1);
        RasterImage image = PngReader.Parse(file, "p.png", FormatLimits.Default);
        Assert.Equal(4, image.Channels);
        Assert.Equal([10, 20, 30, 7, 40, 50, 60, 255, 40, 50, 60, 255, 10, 20, 30, 7], image.Data);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4), InlineData(8)]
    public void Mask_WithAPalette_IsItsIndicesWhateverTheColours(int depth)
    {
        // The background is dark gray, not black; the colour of class 1 is black.
        using var folder = new TempFolder();
        byte[] rows = new byte[4 * ((4 * depth + 7) / 8)];
        rows[0] = (byte)(1 << (8 - depth));
        foreach (byte[] alphas in (byte[][])[[], [255, 0]])
        {
            File.WriteAllBytes(folder["mask.png"], PngBuilder.Palette(4, 4, [40, 40, 40, 0, 0, 0], alphas, rows, depth));
            GroundTruth mask = ScanParts.Mask(folder["mask.png"], 4, 4, ScanFormats.Own, FormatLimits.Default);
            Assert.Equal([1, .. new byte[15]], mask.Ids);
        }
    }

    [Fact]
    public void Read_IndexBeyondThePalette_IsRefused()
    {
        byte[] file = PngBuilder.Palette(2, 2, [10, 20, 30], alphas: [], [0b_0100_0000, 0], depth: 1);
        Assert.Contains("palette entry 1", Assert.Throws<FormatException3D>(
            () => PngReader.Parse(file, "p.png", FormatLimits.Default)).Message);
    }

    [Theory, InlineData(1, 8), InlineData(2, 8), InlineData(3, 8), InlineData(4, 8), InlineData(1, 16),
        InlineData(2, 16),
        InlineData(3, 16), InlineData(4, 16)]
    public void Read_WhatTheWriterWrote_IsEqual(int channels, int depth)
    {
        var random = new Random(5);
        using var folder = new TempFolder();
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (7, 3), (64, 33), (300, 200)])
        {
            var bytes = new byte[width * height * channels * depth / 8];
            // A smooth ramp with noise in a corner makes every filter win somewhere.
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(i % 97 < 40 ? i / 5 : random.Next(256));
            if (depth == 8)
                PngWriter.Write(folder["a.png"], width, height, channels, bytes);
            else
                PngWriter.Write16(folder["a.png"], width, height, channels, MemoryMarshal.Cast<byte, ushort>(bytes));
            RasterImage image = PngReader.Read(folder["a.png"]);
            Assert.Equal((width, height, channels), (image.Width, image.Height, image.Channels));
            Assert.Equal(bytes, image.Data);
        }
    }

    [Fact]
    public void Read_DepthImages_HaveTheVerifiedFacts()
    {
        foreach ((string file, string facts) in Verified.Rows("depth")
            .Where(row => row.File.EndsWith(".png", StringComparison.Ordinal)))
            CheckFacts(PngReader.Read(SharedFiles.Data($"depth/{file}")), file, facts);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        foreach (string name in (string[])["basn3p04.png", "basi2c16.png", "oi9n0g16.png"])
        {
            byte[] file = File.ReadAllBytes(SharedFiles.Data($"png/{name}"));
            for (int length = 0; length < file.Length; length++)
                Assert.Throws<FormatException3D>(() => PngReader.Parse(
                    file.AsSpan(0, length), name, FormatLimits.Default));
        }
    }

    [Fact]
    public void Read_HeaderPromisingMoreThanTheDataUnpacksTo_IsRefusedBeforeAllocating()
    {
        byte[] file = PngBuilder.Image(30_000, 3_000, colour: 0, depth: 8, new byte[64]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("promises", Assert.Throws<FormatException3D>(
            () => PngReader.Parse(file, "p.png", FormatLimits.Default)).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Read_OneFlippedBitAnywhere_IsRefused()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Data("png/basn2c08.png"));
        byte[] expected = PngReader.Parse(file, "p.png", FormatLimits.Default).Data;
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<FormatException3D>(() => PngReader.Parse(file, "p.png", FormatLimits.Default));
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal(expected, PngReader.Parse(file, "p.png", FormatLimits.Default).Data);
    }
}
