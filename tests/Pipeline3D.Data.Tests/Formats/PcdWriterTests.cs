using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class PcdWriterTests
{
    [Theory, InlineData(PcdEncoding.Ascii), InlineData(PcdEncoding.Binary), InlineData(PcdEncoding.BinaryCompressed)]
    public void Write_EverythingItHolds_ReadsBackToTheBit(Enum encoding)
    {
        using var folder = new TempFolder();
        foreach (int count in (int[])[0, 1, 2, 1000])
        {
            CloudFile cloud = CloudFacts.Sample(count, seed: 3);
            PcdWriter.Write(folder["a.pcd"], cloud, (PcdEncoding)encoding);
            CloudFacts.Equal(cloud, PcdReader.Read(folder["a.pcd"]));
        }
    }

    [Theory, InlineData(PcdEncoding.Ascii), InlineData(PcdEncoding.Binary), InlineData(PcdEncoding.BinaryCompressed)]
    public void Write_OrganizedWithoutReadings_KeepsGridAndNotANumber(Enum encoding)
    {
        CloudFile real = PcdReader.Read(SharedFiles.Oracle("pcd_pcl_organized_nan_binary.pcd"));
        using var folder = new TempFolder();
        PcdWriter.Write(folder["a.pcd"], real, (PcdEncoding)encoding);
        CloudFacts.Equal(real, PcdReader.Read(folder["a.pcd"]));
    }

    [Fact]
    public void Write_RealScanCompressed_IsAboutAsSmallAsPclsFile()
    {
        string peer = SharedFiles.Data("pcd/milk_compressed.pcd");
        CloudFile cloud = PcdReader.Read(peer);
        using var folder = new TempFolder();
        PcdWriter.Write(folder["a.pcd"], cloud, PcdEncoding.BinaryCompressed);
        CloudFacts.Equal(cloud, PcdReader.Read(folder["a.pcd"]));
        long own = new FileInfo(folder["a.pcd"]).Length, theirs = new FileInfo(peer).Length;
        Assert.True(own < theirs * 1.1, $"{own} bytes against PCL's {theirs}");
    }

    [Fact]
    public void Write_PartsThatDoNotFit_AreRefused()
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(4, seed: 1);
        Assert.Throws<ArgumentException>(() => PcdWriter.Write(folder["a.pcd"], cloud with { Height = 2 }));
        Assert.Throws<ArgumentException>(() => PcdWriter.Write(folder["a.pcd"], cloud with { Rgb = new byte[3] }));
        Assert.Throws<ArgumentException>(() => PcdWriter.Write(
            folder["a.pcd"], cloud with { Normals = new PointCloud(3) }));
        Assert.Throws<ArgumentException>(() => PcdWriter.Write(folder["a.pcd"],
            cloud with { Fields = new Dictionary<string, float[]> { ["two words"] = new float[4] } }));
        Assert.False(File.Exists(folder["a.pcd"]));
    }
}
