using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Tests.ThreeDzAl;

public sealed class CellPatchesTests
{
    [Fact]
    public void Of_SquareWithHoles_TakesTheReadingNearestToEachCellsMiddleAndItsNearestPoints()
    {
        var points = new PointCloud(144);
        for (int i = 0; i < 144; i++)
            points[i] = i % 12 < 4 && i / 12 < 4 ? default : new(1 + (i % 12), 1 + (i / 12), 5);
        // The middle of the cell beside lies between four pixels; the lowest of them is gone.
        points[17] = default;
        CellPatches found = CellPatches.Of(new OrganizedCloud(12, 12, points), 3, 5, 1, default);

        // The first of nine cells has no reading.
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], found.Cells);
        Assert.Equal(127, found.Points.Count);
        int[] anchors = [.. Enumerable.Range(0, 8).Select(patch => found.Pixels[found.Members[5 * patch]])];
        Assert.Equal([18, 21, 61, 65, 69, 109, 113, 117], [.. anchors]);
        int[] members = [.. found.Members[10..15].Select(point => found.Pixels[point])];
        Assert.Equal([49, 60, 61, 62, 73], members.Order());
    }

    [Fact]
    public void Patches_ByARadius_AreAboutTheirMeanAndOfUnitSize()
    {
        CellPatches found = CellPatches.Of(Domes.Make(1, defect: false).Scan, 12, 64, 1, default);
        float[] unit = found.Patches(found.Radius), plain = found.Patches(0);
        double mean = unit.Chunk(192).Average(patch => patch.Chunk(3)
            .Max(point => Math.Sqrt(point.Sum(value => (double)value * value))));
        Assert.Equal(1, mean, 1e-4);
        Assert.Equal(plain[7], unit[7] * found.Radius, 1e-6);
    }
}
