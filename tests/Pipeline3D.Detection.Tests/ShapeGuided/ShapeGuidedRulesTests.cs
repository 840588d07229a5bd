using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.ShapeGuided;

/// <summary>The small rules: which cells are tied, which distance a point takes, how scores are joined.</summary>
public sealed class ShapeGuidedRulesTests
{
    [Fact]
    public void Of_Points_AreTheCellsOfTheirPixels()
    {
        // A square of 8 pixels, 4 cells a side: pixels 0, 9 and 18 are in cells 0, 0 and 5, pixel 63 in the last.
        var scan = new PatchedScan(new PointCloud(4), [0, 9, 18, 63], 2, [0, 1, 2, 3], 8, null, null, "");
        Assert.Equal([0], TiedCells.Of(scan, [0, 1], 4));
        Assert.Equal([5, 15], TiedCells.Of(scan, [3, 2], 4));
    }

    [Fact]
    public void Widened_ACell_TakesItsNeighboursAndStaysOnTheGrid()
    {
        Assert.Equal([0, 1, 5, 6], TiedCells.Widened([0], 5, 1));
        Assert.Equal(25, TiedCells.Widened([12], 5, 2).Length);
        Assert.Equal([12], TiedCells.Widened([12], 5, 0));
        // The end of a row is no neighbour of the next row's begin.
        Assert.Equal([3, 4, 8, 9, 13, 14], TiedCells.Widened([9], 5, 1));
    }

    [Fact]
    public void Shifted_Cells_RunOverRowsAndStandStillAtTheEnds()
    {
        // As the public code: four shifted copies instead of the cell.
        Assert.Equal([2, 10, 14, 22], TiedCells.Shifted([12], 5));
        Assert.Equal([4, 12, 16, 24], TiedCells.Shifted([14], 5));
        Assert.Equal([3, 11, 24], TiedCells.Shifted([1], 5));
    }

    [Fact]
    public void Least_OfPatches_IsTheSmallestAbsoluteDistance()
    {
        var points = new PointCloud(5);
        for (int i = 0; i < 5; i++)
            points[i] = new(i, 0, 0);
        var scan = new PatchedScan(points, [0, 1, 2, 3, 4], 3, [0, 1, 2, 2, 1, 3], 0, null, null, "");
        float[] distances = [-0.5f, 0, 0.25f, -0.125f, 2, 1];
        Assert.Equal([0.5f, 0, 0.125f, 1, 1], PointDistances.Least(scan, distances, zeroIsUnset: false));
        // Point 1 has a 0 that does not count, point 4 lies in no patch.
        Assert.Equal([0.5f, 2, 0.125f, 1, 0], PointDistances.Least(scan, distances, zeroIsUnset: true));
        Assert.Equal([0, 0, 0, 0, 0], PointDistances.Least(scan, new float[6], zeroIsUnset: true));
    }

    [Fact]
    public void Of_Scores_LaysOneRangeOnTheOther()
    {
        // Means 2 and 20, deviations 1 and 10; zeros do not count.
        var alignment = ScoreAlignment.Of([1, 3, 0, 0], [10, 0, 30]);
        Assert.Equal((0.1, 0.0), (Math.Round(alignment.Weight, 9), Math.Round(alignment.Bias, 9)));
        Assert.Equal(3, alignment.Larger(3, 20));
        Assert.Equal(4, alignment.Larger(3, 40), 1e-6f);
        Assert.Equal(0, new ScoreAlignment(1, -5).Larger(0, 3));
    }

    [Fact]
    public void Of_ScoresThatAreAllAlike_StretchesNothing()
    {
        var alignment = ScoreAlignment.Of([1, 3], [7, 7]);
        Assert.Equal((0.0, -1.0), (alignment.Weight, alignment.Bias));
        Assert.Equal(2, alignment.Larger(2, 1000));
        Assert.Equal(default, ScoreAlignment.Of([0], []));
    }
}
