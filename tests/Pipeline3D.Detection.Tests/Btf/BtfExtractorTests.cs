using Pipeline3D.Detection.Btf;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.Btf;

public sealed class BtfExtractorTests
{
    private static readonly PatchCoreFpfhOptions Small = new() { GridSize = 12, PatchGrid = 3, PadMultiple = 1 };

    [Fact]
    public void Extract_RawTiles_DepthsOfTheTile()
    {
        FeatureMatrix patches = BtfExtractor.Extract(Counting(12, 12), Small with { Features = BtfFeatures.RawTiles });
        Assert.Equal((9, 16), (patches.Rows, patches.Columns));
        // Patch (1, 2) starts at row 4, column 8; its third row begins at pixel (6, 8).
        Assert.Equal((6 * 12) + 8 + 1, patches.Row(5)[8]);
    }

    [Fact]
    public void Extract_RawCompat_ConsecutivePixelsOfTheScanLines()
    {
        FeatureMatrix patches = BtfExtractor.Extract(Counting(12, 12), Small with { Features = BtfFeatures.RawCompat });
        Assert.Equal(Enumerable.Range(80, 16).Select(i => i + 1f), patches.Row(5).ToArray());
    }

    [Fact]
    public void Extract_OtherSize_PaddedAndResized()
    {
        FeatureMatrix patches = BtfExtractor.Extract(Counting(24, 12), Small with { Features = BtfFeatures.RawTiles });
        // 24 x 12 is padded by 6 rows above and below and halved: rows 0 to 2 of the grid are empty.
        Assert.All(patches.Row(1)[..12].ToArray(), depth => Assert.Equal(0, depth));
        Assert.Equal(((6 - 6) * 24) + 8 + 1, patches.Row(1)[12]);
    }

    [Fact]
    public void Extract_Fpfh_PoolsTheHistogramsOfTheGrid()
    {
        OrganizedCloud scan = Domes.Make(3, defect: false).Scan;
        PatchCoreFpfhOptions options = new() { GridSize = 32, PatchGrid = 8, PadMultiple = 1,
            Resize = ResizeRule.NearestFloor };
        FeatureMatrix patches = BtfExtractor.Extract(scan, options);
        // The same by hand: histograms scattered to the grid, 3 x 3 means, then means of torch's adaptive windows.
        int[] source = GridResize.SourceIndices(Domes.Size, 32, ResizeRule.NearestFloor);
        int[] pixels = [.. from row in source from column in source select (row * Domes.Size) + column];
        int[] valid = [.. Enumerable.Range(0, 1024).Where(i => scan.IsValid(pixels[i]))];
        PointCloud points = scan.Points.Select([.. valid.Select(i => pixels[i])]);
        PointCloud normals = SurfaceNormals.Estimate(points, 0.1f, 30);
        SurfaceNormals.OrientTowards(normals, points, default);
        FeatureMatrix fpfh = Fpfh.Compute(points, normals, 0.25, 100);
        foreach ((int patch, int bin) in new[] { (0, 5), (27, 4), (28, 6), (36, 26), (35, 28), (63, 0) })
        {
            double expected = 0;
            int top = patch / 8 * 30 / 8, bottom = ((((patch / 8) + 1) * 30) + 7) / 8, left = patch % 8 * 30 / 8,
                right = ((((patch % 8) + 1) * 30) + 7) / 8;
            for (int row = top; row < bottom; row++)
                for (int column = left; column < right; column++)
                    for (int i = 0; i < 9; i++)
                    {
                        int point = Array.IndexOf(valid, ((row + (i / 3)) * 32) + column + (i % 3));
                        expected += point < 0 ? 0 : fpfh.Row(point)[bin] / 9.0;
                    }
            Assert.Equal(expected / ((bottom - top) * (right - left)), patches.Row(patch)[bin], 1e-4);
        }
    }

    private static OrganizedCloud Counting(int width, int height)
    {
        var points = new PointCloud(width * height);
        for (int i = 0; i < points.Count; i++)
            points[i] = new(1, 1, i + 1);
        return new OrganizedCloud(width, height, points);
    }
}
