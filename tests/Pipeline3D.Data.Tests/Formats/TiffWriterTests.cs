using System.Buffers.Binary;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class TiffWriterTests
{
    [Fact]
    public void WriteFloat_TwoByTwoXyz_HasTheLayoutOfTheByteFixture()
    {
        using var folder = new TempFolder();
        TiffWriter.WriteFloat(folder["a.tiff"], 2, 2, 3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        byte[] file = File.ReadAllBytes(folder["a.tiff"]);
        Assert.Equal(336, file.Length);
        Assert.Equal([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 16, 0], file[..10]);
        Assert.Equal([0x20, 0, 0x20, 0, 0x20, 0], file[206..212]);
        Assert.Equal([3, 0, 3, 0, 3, 0], file[278..284]);
        Assert.Equal(48, BinaryPrimitives.ReadInt32LittleEndian(EntryValue(file, 279)));
        Assert.Equal(288, BinaryPrimitives.ReadInt32LittleEndian(EntryValue(file, 273)));
        for (int i = 0; i < 12; i++)
            Assert.Equal(i, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(288 + 4 * i)));
    }

    [Fact]
    public void WriteFloat_OracleImage_EqualsTifffileApartFromTheSoftwareTag()
    {
        float[] expected = SharedFiles.OracleArray("tiff_expected.npy").To<float>();
        byte[] peer = File.ReadAllBytes(SharedFiles.Oracle("tiff_none.tiff"));
        using var folder = new TempFolder();
        TiffWriter.WriteFloat(folder["a.tiff"], 37, 29, 3, expected);
        byte[] own = File.ReadAllBytes(folder["a.tiff"]);
        Assert.Equal(peer.Length, own.Length);
        int[] differing = [.. Enumerable.Range(0, own.Length).Where(i => own[i] != peer[i])];
        // The Software entry's count and its twelve characters.
        Assert.All(differing, at => Assert.True(at is 182 or (>= 268 and < 280), $"byte {at} differs"));
    }

    [Theory, InlineData(0, 1, 1, 1), InlineData(1, -1, 1, 1), InlineData(1, 1, 5, 5), InlineData(2, 2, 1, 3)]
    public void WriteFloat_ShapeThatDoesNotFit_IsRefused(int width, int height, int channels, int count)
    {
        using var folder = new TempFolder();
        Assert.ThrowsAny<ArgumentException>(
            () => TiffWriter.WriteFloat(folder["a.tiff"], width, height, channels, new float[count]));
        Assert.False(File.Exists(folder["a.tiff"]));
    }

    private static ReadOnlySpan<byte> EntryValue(byte[] file, int tag)
    {
        for (int at = 10; at < 10 + 16 * 12; at += 12)
            if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) == tag)
                return file.AsSpan(at + 8, 4);
        throw new InvalidDataException($"no tag {tag}");
    }
}
