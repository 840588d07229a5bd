using Pipeline3D.Geometry.Depth;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Geometry.Tests.Depth;

public sealed class DepthRulesTests
{
    [Fact]
    public void Fill_Hole_TakesTheMeanOfNeighboursAboveZeroAndNothingElse()
    {
        float[] depth = [1, 2, 3, -5, 0, 5, 7, 0, 0];
        float[] filled = DepthHoles.Fill(depth, 3, 3);
        Assert.Equal([1, 2, 3, -5, 18f / 5, 5, 7, 6, 5], filled);
        Assert.Equal(0, depth[4]);
    }

    [Fact]
    public void Fill_EachPass_LooksAtTheOneBeforeAlone()
    {
        float[] once = DepthHoles.Fill([4, 0, 0, 0], 1, 4), twice = DepthHoles.Fill([4, 0, 0, 0], 1, 4, 2);
        Assert.Equal([4, 4, 0, 0], once);
        Assert.Equal([4, 4, 4, 0], twice);
    }

    [Fact]
    public void Fill_FirstRowAndColumn_StayWhereTheyAreLeft()
        => Assert.Equal([0, 3, 0, 3], DepthHoles.Fill([0, 3, 0, 0], 2, 2, leaveFirst: true));

    [Fact]
    public void Of_TiltedPlaneWithoutOneCorner_FindsIt()
    {
        foreach (int missing in new[] { -1, 0, 11, 12 * 11, (12 * 12) - 1 })
        {
            PlaneEquation plane = Assert.NotNull(CornerPlane.Of(Tilted(i => Near(i, missing))));
            float[] distances = DepthForeground.Distances(Tilted(_ => false), plane);
            Assert.All(distances, distance => Assert.InRange(distance, 0, 1e-6f));
        }
    }

    [Fact]
    public void Of_TwoCornersWithoutDepth_IsNoPlane()
        => Assert.Null(CornerPlane.Of(Tilted(i => Near(i, 0) || Near(i, 11))));

    [Fact]
    public void Of_FewReadingsInACorner_IsTheirMean()
    {
        // Of the first corner one reading is left, which lies on the plane like all others.
        PlaneEquation plane = Assert.NotNull(CornerPlane.Of(Tilted(i => Near(i, 0) && i != 0)));
        Assert.All(DepthForeground.Distances(Tilted(_ => false), plane), distance
            => Assert.InRange(distance, 0, 1e-6f));
    }

    [Fact]
    public void Of_CornersOfASaddle_AreMetAndTheMiddleIsBetween()
    {
        float[] depth = new float[5 * 5];
        foreach ((int top, int left, float value) in new[] { (0, 0, 1f), (0, 3, 2f), (3, 0, 3f), (3, 3, 8f) })
            for (int i = 0; i < 4; i++)
                depth[((top + (i / 2)) * 5) + left + (i % 2)] = value;
        depth[0] = 0;
        float[] surface = Assert.IsType<float[]>(CornerSurface.Of(depth, 5, 5));
        Assert.Equal([1, 2, 3, 8, 3.5f], [surface[0], surface[4], surface[20], surface[24], surface[12]]);
        Assert.Null(CornerSurface.Of(new float[25], 5, 5));
    }

    [Fact]
    public void Close_GapsAreClosedAndTheBorderIsNotEaten()
    {
        bool[] mask = [.. "#.#.......#..........#########".Select(mark => mark == '#')];
        string closed = string.Concat(BinaryClosing.Close(mask, 3, 10).Select(mark => mark ? '#' : '.'));
        Assert.Equal("###.......", closed[..10]);
        Assert.Equal("#########", closed[21..]);
        Assert.Equal(mask, BinaryClosing.Close(mask, 3, 10, 0));
    }

    [Fact]
    public void Close_AnyMask_OnlyGrowsAndIsClosedThen()
    {
        const int seed = 7;
        var random = new Random(seed);
        bool[] mask = [.. Enumerable.Range(0, 400).Select(_ => random.Next(4) == 0)],
            closed = BinaryClosing.Close(mask, 20, 20, 2);
        Assert.True(mask.Zip(closed).All(pair => !pair.First || pair.Second), $"seed {seed}: a mark was lost");
        Assert.Equal(closed, BinaryClosing.Close(closed, 20, 20, 2));
    }

    [Fact]
    public void ToRange_Foreground_GoesFromATenthToNineTenths()
    {
        Assert.Equal([0, 0.1f, 0.5f, 0.9f, 0, 0], DepthScale.ToRange([9, 2, 3, 4, 0, 1],
            [false, true, true, true, true, false]));
        Assert.Equal([0.1f, 0.1f], DepthScale.ToRange([5, 5], [true, true]));
        Assert.Equal([0, 0], DepthScale.ToRange([5, 5], [false, false]));
    }

    [Fact]
    public void ToCentred_Foreground_IsAboutItsMeanInHundredths()
        => Assert.Equal([-100, 0, 100, 0], DepthScale.ToCentred([2, 9, 4, 0], [true, false, true, false]));

    [Fact]
    public void Mark_NearOrWithoutDepth_IsNotForeground()
        => Assert.Equal([true, false, false], DepthForeground.Mark([1, 1, 0], [0.2f, 0.1f, 9], 0.1f));

    [Fact]
    public void Fill_OfAnotherLength_SaysWhichShape()
        => Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => DepthHoles.Fill([1], 2, 2)).Message,
            StringComparison.Ordinal);

    private static OrganizedCloud Tilted(Func<int, bool> isMissing)
    {
        var points = new PointCloud(12 * 12);
        for (int i = 0; i < points.Count; i++)
            if (!isMissing(i))
                points[i] = new(0.001f * (i % 12), 0.001f * (i / 12), 0.5f + (0.0002f * (i % 12)) - (0.0001f * (i / 12)));
        return new OrganizedCloud(12, 12, points);
    }

    private static bool Near(int pixel, int corner) => corner >= 0 && Math.Abs((pixel % 12) - (corner % 12)) < 3
        && Math.Abs((pixel / 12) - (corner / 12)) < 3;
}
