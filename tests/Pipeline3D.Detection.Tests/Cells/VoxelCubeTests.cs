using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.Cells;

public sealed class VoxelCubeTests
{
    [Fact]
    public void Complete_OfScans_IsACubeAroundAllOfThem()
    {
        VoxelCube cube = Of(4, 0, Sample(0, 0, 0, 4, 1, 1), Sample(-4, 0, 0, 2, 2, 0));
        // x from -4 to 4 is the longest side; y and z lie in its middle.
        Assert.Equal(0 + (4 * (1 + (4 * 1))), cube.CellOf(new(-4, 0, 0)));
        Assert.Equal(3 + (4 * (2 + (4 * 2))), cube.CellOf(new(4, 1, 1)));
        Assert.Equal(3 + (4 * (3 + (4 * 3))), cube.CellOf(new(4, 5, 4.5)));
        Assert.Equal(-1, cube.CellOf(new(4.01, 1, 1)));
        Assert.Equal(-1, cube.CellOf(new(0, -3.01, 0)));
        Assert.Equal(-1, cube.CellOf(new(0, 0, 1e300)));
    }

    [Fact]
    public void Complete_WithMargin_LeavesRoom()
    {
        VoxelCube cube = Of(4, 0.5, Sample(0, 0, 0, 4, 4, 4));
        Assert.Equal(0, cube.CellOf(new(-2, -2, -2)));
        Assert.Equal(63, cube.CellOf(new(5.9, 5.9, 5.9)));
        Assert.Equal(-1, cube.CellOf(new(-2.1, 0, 0)));
    }

    [Fact]
    public void Fill_Points_OccupiesTheirVoxelsAndCountsThoseOutside()
    {
        VoxelCube cube = Of(2, 0, Sample(0, 0, 0, 2, 2, 2));
        var cells = new float[8];
        Assert.Equal(2, cube.Fill(Sample(0.5f, 0.5f, 0.5f, 1.5f, 0.5f, 0.5f, 1.6f, 0.1f, 0, 3, 0, 0, -1, 0, 0), 0,
            cells));
        Assert.Equal([1, 1, -1, -1, -1, -1, -1, -1], cells);
    }

    /// <summary>The turn goes about the normal of the plane, here the z axis, and keeps the mean.</summary>
    [Fact]
    public void Turn_OfAFlatCloud_GoesAboutItsNormal()
    {
        var cloud = new PointCloud(400);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(i % 20, 0.3f * (i / 20), 5 + (0.001f * MathF.Sin(i)));
        PointCloud turned = PlaneTurn.Of(cloud, 5).Apply(cloud);
        Vector3d before = Vector3d.MeanOf(cloud), after = Vector3d.MeanOf(turned);
        Assert.True((before - after).Length < 1e-4, $"the mean went from {before} to {after}");
        // The axis looks against z: seen from there, x turns towards minus y.
        (double sine, double cosine) = Math.SinCos(-5 * Math.PI / 180);
        for (int i = 0; i < cloud.Count; i += 37)
        {
            Vector3d from = Vector3d.Of(cloud, i) - before, to = Vector3d.Of(turned, i) - before;
            Assert.True((new Vector3d((cosine * from.X) - (sine * from.Y), (sine * from.X) + (cosine * from.Y), from.Z)
                - to).Length < 5e-3, $"point {i} went from {from} to {to}");
        }
    }

    [Fact]
    public void Turn_OfOnePlace_ChangesNothing()
        => Assert.Equal(Rigid.Identity, PlaneTurn.Of(Sample(1, 2, 3, 1, 2, 3).Points, 5));

    private static VoxelCube Of(int side, double margin, params CloudSample[] samples)
    {
        var fit = new VoxelCubeFit(side, margin);
        foreach (CloudSample sample in samples)
            fit.Add(sample);
        return (VoxelCube)fit.Complete();
    }

    private static CloudSample Sample(params float[] xyz)
        => new(PointCloud.FromInterleaved(xyz), [.. Enumerable.Range(0, xyz.Length / 3)], null);
}
