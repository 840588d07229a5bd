using System.Buffers.Binary;
using System.Security.Cryptography;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Pictures in TIFF: what LibTiff.NET decodes for us, and the ways of storing them that we decode
/// ourselves.</summary>
public sealed class LibTiffDecoderTests
{
    /// <summary>Small files of one image of 37 x 29 pixels; their README tells how they were made.</summary>
    internal static readonly string Fixtures = Path.Combine(
        SharedFiles.RepositoryRoot, "tests/Pipeline3D.Data.Tests/Fixtures/tiff");

    // Hash and mean are those of Pillow 9.4 on libtiff 4.5 and libjpeg-turbo 2.1.
    [Theory]
    [InlineData("bits.tif", 1, "541EFE3E5B2513FE")]
    [InlineData("cmyk-planar.tif", 3, "7866A0B32DE9F910")]
    [InlineData("fax-rle.tif", 1, "F36FC358126AA0F3")]
    [InlineData("fax3-2d.tif", 1, "541EFE3E5B2513FE")]
    [InlineData("fax3.tif", 1, "541EFE3E5B2513FE")]
    [InlineData("fax4-low-bit-first.tif", 1, "541EFE3E5B2513FE")]
    [InlineData("fax4.tif", 1, "541EFE3E5B2513FE")]
    [InlineData("gray2-white-is-zero.tif", 1, "F03EC76D9ED57F1E")]
    [InlineData("jpeg-gray.tif", 1, "DDD75C854C14585F")]
    [InlineData("jpeg-rgb.tif", 3, "4D6D03BF7C2D5CBD")]
    [InlineData("jpeg-tiled.tif", 3, "7D01061797D39722")]
    [InlineData("lzw-low-bit-first.tif", 1, "DA20FBFBC8CEBC21")]
    [InlineData("old-jpeg.tif", 3, "1721DB06CD8B1E59")]
    [InlineData("old-lzw.tif", 1, "DA20FBFBC8CEBC21")]
    [InlineData("palette4.tif", 3, "086C38FD3984AD07")]
    public void Read_PictureOfEachKind_IsBitEqualToWhatLibtiffGives(string name, int channels, string hash)
    {
        RasterImage image = TiffReader.Read(Path.Combine(Fixtures, name));
        Assert.Equal((37, 29, channels, SampleType.UInt8), (image.Width, image.Height, image.Channels, image.Type));
        Assert.Equal(255, image.FullScale);
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(image.Data))[..16]);
    }

    [Fact]
    public void Read_JpegOfSubsampledChroma_IsWithinWhatDecodersDifferBy()
    {
        // How chroma is raised to full resolution is the decoder's choice, so edges differ and means do not.
        RasterImage image = TiffReader.Read(Path.Combine(Fixtures, "jpeg-ycbcr-2x2.tif"));
        Assert.Equal((37, 29, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(106.277, image.Data.Average(value => (double)value), 0.2);
        byte[] inside = image.Data[(3 * ((12 * 37) + 15))..][..3];
        Assert.All(inside.Zip((byte[])[255, 8, 26]), pair => Assert.InRange(pair.First - pair.Second, -4, 4));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Read_Palette_KeepsTheIndexOfEveryPixel(bool ofFourBits)
    {
        RasterImage image = TiffReader.Read(ofFourBits ? Path.Combine(Fixtures, "palette4.tif")
            : SharedFiles.Data("tiff/irs_seq_seq-1c-8b-palette-89b39bc3.tiff"));
        Assert.Equal(image.Width * image.Height, image.Indices!.Length);
        Assert.InRange(image.Indices.Distinct().Count(), 2, 256);
        // One index, one colour.
        Assert.All(image.Indices.Select((index, i) => (index, Colour: (image.Data[3 * i], image.Data[3 * i + 1],
            image.Data[3 * i + 2]))).Distinct().GroupBy(pair => pair.index), group => Assert.Single(group));
    }

    [Fact]
    public void Read_EightBitPalette_IsTheColoursOfPillow()
    {
        RasterImage image = TiffReader.Read(SharedFiles.Data("tiff/irs_seq_seq-1c-8b-palette-89b39bc3.tiff"));
        Assert.Equal((16, 16, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal("316077FAA60A99D0", Convert.ToHexString(SHA256.HashData(image.Data))[..16]);
    }

    [Theory, InlineData("fax4.tif"), InlineData("jpeg-rgb.tif"), InlineData("old-lzw.tif"), InlineData("fax3.tif"),
        InlineData("jpeg-tiled.tif"), InlineData("old-jpeg.tif")]
    public void Read_FileCutOffAnywhere_IsRefusedWithItsName(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, name));
        // tiffcp pads the last strip by a byte; libtiff's directory comes last otherwise.
        for (int length = 0; length < file.Length - 4; length++)
            Assert.Contains(name, Assert.Throws<FormatException3D>(() => TiffReader.Parse(
                file.AsSpan(0, length), name, FormatLimits.Default)).Message);
    }

    [Theory, InlineData("fax4.tif", 279), InlineData("fax3.tif", 279), InlineData("jpeg-gray.tif", 279),
        InlineData("old-lzw.tif", 279)]
    public void Read_StripOfHalfItsBytes_IsRefused(string name, int tag)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, name));
        Span<byte> value = ValueOf(file, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(value, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(value) / 2));
        Assert.Throws<FormatException3D>(() => TiffReader.Parse(file, name, FormatLimits.Default));
    }

    [Fact]
    public void Read_StripThatGivesTooManyRows_IsRefused()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, "jpeg-gray.tif"));
        BinaryPrimitives.WriteUInt16LittleEndian(ValueOf(file, 257), 21);
        BinaryPrimitives.WriteUInt16LittleEndian(ValueOf(file, 278), 21);
        Assert.Contains("37 x 29", Assert.Throws<FormatException3D>(
            () => TiffReader.Parse(file, "a.tif", FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_SoftwareTagOfABillionCharacters_CostsNothing()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, "jpeg-gray.tif"));
        // Turns a tag that nobody needs (274, Orientation) into a text that claims most of the address space.
        Span<byte> entry = EntryOf(file, 274);
        BinaryPrimitives.WriteUInt16LittleEndian(entry, 305);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], 2);
        BinaryPrimitives.WriteInt32LittleEndian(entry[4..], 1_006_632_972);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RasterImage image = TiffReader.Parse(file, "a.tif", FormatLimits.Default);
        Assert.Equal(37, image.Width);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Read_GoodAndDamagedFilesAtOnce_ReportsDoNotMix()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(Fixtures, "fax4.tif")), damaged = [.. good];
        BinaryPrimitives.WriteUInt16LittleEndian(ValueOf(damaged, 279), 9);
        Parallel.For(0, 400, i =>
        {
            if (i % 2 == 0)
                Assert.Equal(37, TiffReader.Parse(good, "good.tif", FormatLimits.Default).Width);
            else
                Assert.Contains("damaged.tif", Assert.Throws<FormatException3D>(
                    () => TiffReader.Parse(damaged, "damaged.tif", FormatLimits.Default)).Message);
        });
    }

    [Theory]
    [InlineData(259, 34925, "LZMA")]
    [InlineData(259, 50000, "Zstandard")]
    [InlineData(259, 7, "JPEG")]
    [InlineData(259, 4, "CCITT")]
    [InlineData(258, 12, "supported are")]
    [InlineData(262, 8, "CMYK")]
    [InlineData(262, 6, "YCbCr")]
    [InlineData(284, 9, "1 to 2")]
    public void Read_UnsupportedValue_NamesTagValueAndWayOut(int tag, int value, string words)
    {
        byte[] file = TiffBuilder.Gray8(4, 3, new byte[18], ((TiffTag)tag, value));
        var refusal = Assert.Throws<FormatException3D>(() => TiffReader.Parse(file, "a.tiff", FormatLimits.Default));
        Assert.Contains(words, refusal.Message);
        Assert.StartsWith("a.tiff, byte ", refusal.Message, StringComparison.Ordinal);
    }

    private static Span<byte> ValueOf(byte[] file, int tag) => EntryOf(file, tag)[8..];

    private static Span<byte> EntryOf(byte[] file, int tag)
    {
        int directory = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        for (int at = directory + 2; at + 12 <= file.Length; at += 12)
            if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) == tag)
                return file.AsSpan(at, 12);
        throw new InvalidDataException($"no tag {tag}");
    }
}
