using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.Tests.ShapeGuided;

public sealed class PatchedScanTests : Surfaces
{
    private static readonly MethodContext Context = new();

    [Fact]
    public void Of_AGrid_HasPatchesOfNearPointsInTheirOwnFrame()
    {
        var scan = PatchedScan.Of(Dome(1), Small, Context);
        Assert.Equal((48, (int)Math.Round(4.0 * scan.Points.Count / 48)), (scan.Side, scan.Patches));
        float[] patches = scan.Normalised();
        for (int patch = 0; patch < scan.Patches; patch++)
        {
            var own = PointCloud.FromInterleaved(patches.AsSpan(patch * 3 * 48, 3 * 48));
            float longest = new[] { own.X.ToArray(), own.Y.ToArray(), own.Z.ToArray() }.Max(axis => axis.Max()
                - axis.Min());
            Assert.Equal(1, longest, 1e-5f);
            Assert.Equal(0, own.X.ToArray().Average(), 1e-5f);
        }
        // Pixels are where the points come from.
        OrganizedCloud square = GridResize.Nearest(Dome(1).Grid!, 48, 48);
        for (int i = 0; i < scan.Points.Count; i++)
            Assert.Equal(square.Points[scan.Places[i]], scan.Points[i]);
    }

    [Fact]
    public void Of_AGridSmallerThanTheSquare_IsNotEnlarged()
        => Assert.Equal(Domes.Size, PatchedScan.Of(Dome(1), Small with { GridSize = 500 }, Context).Side);

    [Fact]
    public void Of_AThinnedScan_TakesTheLatticeAsItsGrid()
    {
        OrganizedCloud grid = Dome(1).Grid!;
        var lattice = new GridLattice(grid.Width, grid.Height, 32, 32);
        OrganizedCloud thinned = lattice.Scatter(lattice.Gather(grid));
        Scan scan = Dome(1) with { Cloud = thinned.Points, Grid = thinned, Lattice = lattice };
        var found = PatchedScan.Of(scan, Small with { PatchPoints = 16 }, Context);
        Assert.Equal((32, lattice.Gather(grid).ValidIndices().Length), (found.Side, found.Points.Count));
    }

    [Fact]
    public void Of_ALargeCloud_LooksAtSoManyPoints()
    {
        Scan ball = Ball(1);
        var scan = PatchedScan.Of(ball, Small with { CloudPoints = 400 }, Context);
        Assert.InRange(scan.Points.Count, 300, 400);
        Assert.Equal((0, null), (scan.Side, scan.Padding));
        for (int i = 0; i < scan.Points.Count; i++)
            Assert.Equal(ball.Cloud[scan.Places[i]], scan.Points[i]);
    }

    [Fact]
    public void Of_FewerPointsThanAPatch_IsATooSmallScan()
    {
        ItemRejectedException cloud = Assert.Throws<ItemRejectedException>(() => PatchedScan.Of(
            Of(Ball(1).Cloud.Select([1, 2, 3])), Small, Context));
        Assert.Equal(RejectReason.TooFewPoints, cloud.Reason);
        Assert.Contains("3 points with a reading, a patch needs 48; lower patch_points", cloud.Message,
            StringComparison.Ordinal);
        OrganizedCloud dome = Dome(1).Grid!;
        var few = new PointCloud(dome.Points.Count);
        foreach (int i in dome.ValidIndices().Take(20))
            few[i] = dome.Points[i];
        Assert.Contains("at 48 x 48 pixels", Assert.Throws<ItemRejectedException>(() => PatchedScan.Of(
            Learnt.Scan(new OrganizedCloud(dome.Width, dome.Height, few)), Small, Context)).Message,
            StringComparison.Ordinal);
        var none = new OrganizedCloud(dome.Width, dome.Height, new PointCloud(dome.Points.Count));
        Assert.Equal(RejectReason.EmptyCloud, Assert.Throws<ItemRejectedException>(() => Learnt
            .Method<ShapeGuidedMethod>().Prepare(Learnt.Scan(none), Small, Context)).Reason);
    }

    [Fact]
    public void Normalised_PointsAtOnePlace_AreAtTheOrigin()
    {
        var points = new PointCloud(60);
        for (int i = 0; i < 60; i++)
            points[i] = new(3, 4, 5);
        Assert.All(PatchedScan.Of(Of(points), Small, Context).Normalised(), value => Assert.Equal(0, value));
    }
}
