using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class NpyReaderTests
{
    [Fact]
    public void Write_ThreeFloats_MatchesTheByteFixture()
    {
        using var folder = new TempFolder();
        NpyWriter.Write<float>(folder["a.npy"], [1, 2, 3], 1, 3);
        byte[] bytes = File.ReadAllBytes(folder["a.npy"]);
        Assert.Equal(140, bytes.Length);
        Assert.Equal([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 0x01, 0x00, 0x76, 0x00], bytes[..10]);
        Assert.Equal([1f, 2f, 3f], NpyReader.Read(folder["a.npy"]).To<float>());
    }

    [Fact]
    public void Read_OraclePoints_HasTheKnownShape()
        => Assert.Equal([5000, 3], SharedFiles.OracleArray("knn_points.npy").Shape);
}
