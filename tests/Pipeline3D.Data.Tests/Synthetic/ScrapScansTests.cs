using Pipeline3D.Data.Synthetic;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Tests.Synthetic;

public sealed class ScrapScansTests
{
    [Fact]
    public void Make_SameNumber_IsTheSameScanAndAnotherOneAnother()
    {
        float[] first = ScrapScans.Make(64, 3, 5).Points.ToInterleaved();
        Assert.Equal(first, ScrapScans.Make(64, 3, 5).Points.ToInterleaved());
        Assert.NotEqual(first, ScrapScans.Make(64, 3, 6).Points.ToInterleaved());
        Assert.NotEqual(first, ScrapScans.Make(64, 4, 5).Points.ToInterleaved());
    }

    [Fact]
    public void Make_ManyScans_ShowABodyInTheMiddleAndNoTable()
    {
        for (int index = 0; index < 20; index++)
        {
            OrganizedCloud scan = ScrapScans.Make(80, 1, index);
            int[] valid = scan.ValidIndices();
            Assert.True(valid.Length is > 640 and < 5000, $"scan {index} shows {valid.Length} points of 6400");
            float[] depths = [.. valid.Select(i => scan.Points.Z[i])];
            Assert.True(depths.Max() < 0.53 && depths.Max() - depths.Min() is > 0.003f and < 0.08f,
                $"scan {index} lies from {depths.Min()} to {depths.Max()} m");
            // The corners show nothing: there was the table.
            Assert.All(new[] { 0, 79, 6320, 6399 }, pixel => Assert.False(scan.IsValid(pixel), $"scan {index}"));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => ScrapScans.Make(8, 1, 0));
    }
}
