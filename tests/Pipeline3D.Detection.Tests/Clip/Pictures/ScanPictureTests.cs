using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.Clip.Pictures;

public sealed class ScanPictureTests
{
    [Fact]
    public void Depth_NearestReading_IsWhiteFarthestAndHolesAreBlack()
    {
        var cloud = new PointCloud(4);
        (cloud[0], cloud[1], cloud[3]) = (new(1, 1, 0.2f), new(2, 1, 0.4f), new(2, 2, 0.3f));

        byte[] picture = ScanPicture.Depth(new OrganizedCloud(2, 2, cloud));

        Assert.Equal([255, 255, 255, 0, 0, 0, 0, 0, 0, 127, 127, 127], Rounded(picture));
    }

    [Fact]
    public void Depth_AllAtOneDepth_IsWhite()
    {
        var cloud = new PointCloud(2);
        (cloud[0], cloud[1]) = (new(1, 1, 0.2f), new(2, 1, 0.2f));
        Assert.Equal([255, 255, 255, 255, 255, 255], ScanPicture.Depth(new OrganizedCloud(2, 1, cloud)));
    }

    [Fact]
    public void OnGrid_GridOfAnotherSize_KeepsAConstantMapAndItsPlaces()
    {
        var cloud = new PointCloud(6 * 4);
        var grid = new OrganizedCloud(6, 4, cloud);
        var patches = new Detection.Clip.PatchGrid(2, 8);
        Assert.All(ScanPicture.OnGrid([0.5f, 0.5f, 0.5f, 0.5f], patches, grid), value => Assert.Equal(0.5f, value));
        float[] map = ScanPicture.OnGrid([0, 1, 0, 0], patches, grid);
        Assert.Equal(5, Array.IndexOf(map, map.Max()));
    }

    // The middle of 0.2 to 0.4 in float32 may round either way.
    private static byte[] Rounded(byte[] picture) => Array.ConvertAll(picture, value => value == 128 ? (byte)127 : value);
}
