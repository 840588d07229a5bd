using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Pictures;

namespace Pipeline3D.Geometry.Tests.Pictures;

public sealed class PerlinNoiseTests
{
    [Theory, InlineData(1, 1), InlineData(4, 8), InlineData(32, 2)]
    public void Draw_AnyCells_StaysWithinOneAndUsesItsRange(int across, int down)
    {
        float most = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            float[] noise = Draw(64, across, down, 0, seed);
            Assert.True(noise.All(value => Math.Abs(value) <= 1), $"seed {seed} leaves -1 to 1");
            most = Math.Max(most, noise.Max(Math.Abs));
        }
        Assert.True(most > 0.7, $"{across} x {down} cells: at most {most}");
    }

    [Fact]
    public void Draw_LatticePoints_AreZeroAndCellsHaveTheirSize()
    {
        float[] noise = Draw(64, 8, 4, 0, 1);
        // Cells of 8 columns and 16 rows.
        for (int row = 0; row < 64; row += 16)
            for (int column = 0; column < 64; column += 8)
                Assert.Equal(0, noise[(row * 64) + column]);
        Assert.True(Enumerable.Range(0, 64).Count(column => noise[(16 * 64) + column] == 0) <= 9);
    }

    [Fact]
    public void Draw_OneSeed_IsOnePicture()
    {
        Assert.Equal(Draw(32, 4, 4, 33, 5), Draw(32, 4, 4, 33, 5));
        Assert.NotEqual(Draw(32, 4, 4, 33, 5), Draw(32, 4, 4, 33, 6));
    }

    [Fact]
    public void Draw_Turned_IsTheSameNoiseAndZeroBeyondIt()
    {
        float[] upright = Draw(33, 4, 4, 0, 2), quarter = Draw(33, 4, 4, 90, 2), eighth = Draw(33, 4, 4, 45, 2);
        for (int row = 1; row < 32; row++)
            for (int column = 1; column < 32; column++)
                Assert.Equal(upright[(column * 33) + 32 - row], quarter[(row * 33) + column], 1e-4f);
        Assert.Equal([0, 0, 0, 0], [eighth[0], eighth[32], eighth[33 * 32], eighth[^1]]);
        Assert.Equal(upright[16 + (33 * 16)], eighth[16 + (33 * 16)], 1e-6f);
    }

    private static float[] Draw(int side, int across, int down, double degrees, int seed)
    {
        var random = new SplitMix64(seed, 0);
        return PerlinNoise.Draw(side, across, down, degrees, ref random);
    }
}
