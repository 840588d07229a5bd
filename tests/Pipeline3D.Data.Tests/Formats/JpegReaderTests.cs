using System.Security.Cryptography;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class JpegReaderTests
{
    /// <summary>Small files of one image of 37 x 29 pixels; their README tells how they were made.</summary>
    internal static readonly string Fixtures = Path.Combine(
        SharedFiles.RepositoryRoot, "tests/Pipeline3D.Data.Tests/Fixtures/jpeg");

    // Hashes are those of Pillow 9.4 on libjpeg-turbo 2.1.
    [Theory]
    [InlineData("baseline.jpg", 3, "128D24178590307E")]
    [InlineData("progressive.jpg", 3, "128D24178590307E")]
    [InlineData("gray-restart.jpg", 1, "858E98CE106AF7AC")]
    public void Read_EachKind_IsBitEqualToWhatLibjpegTurboGives(string name, int channels, string hash)
    {
        RasterImage image = ScanFormats.Own.ReadImage(Path.Combine(Fixtures, name));
        Assert.Equal((37, 29, channels, SampleType.UInt8, true),
            (image.Width, image.Height, image.Channels, image.Type, image.IsLossy));
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(image.Data))[..16]);
    }

    [Fact]
    public void Read_SubsampledChroma_HasTheMeanAndTheInsideOfOtherDecoders()
    {
        RasterImage image = JpegReader.Read(Path.Combine(Fixtures, "baseline-2x2.jpg"));
        // How chroma is raised to full resolution is the decoder's choice, so edges differ.
        Assert.Equal(106.148, image.Data.Average(value => (double)value), 0.2);
        byte[] inside = image.Data[(3 * ((12 * 37) + 15))..][..3];
        Assert.All(inside.Zip((byte[])[248, 11, 31]), pair => Assert.InRange(pair.First - pair.Second, -4, 4));
    }

    [Theory, InlineData("baseline.jpg"), InlineData("progressive.jpg")]
    public void Read_CutOffAnywhere_IsRefusedWithItsName(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, name));
        for (int length = 0; length < file.Length; length++)
            Assert.Contains(name, Assert.Throws<FormatException3D>(() => JpegReader.Parse(
                file.AsSpan(0, length), name, FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_HeaderPromisingMoreThanTheFileCanHold_AllocatesNothingLarge()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, "baseline.jpg"));
        int frame = file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x20, 0, 0x20, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than", Assert.Throws<FormatException3D>(
            () => JpegReader.Parse(file, "a.jpg", FormatLimits.Default)).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Read_BeyondTheLimits_IsALimit()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, "baseline.jpg"));
        Assert.Equal(RejectReason.LimitExceeded, Assert.Throws<FormatException3D>(
            () => JpegReader.Parse(file, "a.jpg", new FormatLimits { MaxDimension = 36 })).Reason);
    }

    [Theory, InlineData(0xC3, "lossless"), InlineData(0xC9, "arithmetic")]
    public void Read_KindThatIsNotRead_IsNamed(byte frame, string words)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, "baseline.jpg"));
        file[file.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 1] = frame;
        Assert.Contains(words, Assert.Throws<FormatException3D>(
            () => JpegReader.Parse(file, "a.jpg", FormatLimits.Default)).Message);
    }

    [Fact]
    public void Read_MoreScansThanAnImageNeeds_IsRefusedBeforeDecoding()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Fixtures, "baseline.jpg"));
        int scan = file.AsSpan().IndexOf((byte[])[0xFF, 0xDA]);
        byte[] scans = [.. file[..scan], .. Enumerable.Repeat(file[scan..^2], 101).SelectMany(part => part),
            .. file[^2..]];
        Assert.Contains("100 scans", Assert.Throws<FormatException3D>(
            () => JpegReader.Parse(scans, "a.jpg", FormatLimits.Default)).Message);
    }
}
