using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Geometry.Tests.Grids;

public sealed class GridTurnTests
{
    private static readonly float[] Map = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    public void Bilinear_NoTurn_IsTheMap() => Assert.Equal(Map, GridTurn.Bilinear(Map, 3, 3, 0));

    [Fact]
    public void Bilinear_QuarterTurn_GoesAgainstTheClock()
    {
        // The upper right corner comes to the upper left.
        float[] turned = GridTurn.Bilinear(Map, 3, 3, 90);
        Assert.All(new float[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 }.Zip(turned), pair
            => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Bilinear_EighthTurn_KeepsTheMiddleAndEmptiesTheCorners()
    {
        float[] turned = GridTurn.Bilinear([.. Enumerable.Repeat(2f, 81)], 9, 9, 45);
        Assert.Equal(2, turned[40], 1e-5f);
        Assert.Equal([0, 0, 0, 0], [turned[0], turned[8], turned[72], turned[80]]);
    }

    [Fact]
    public void Nearest_TurnedBack_IsTheMaskAgainAndAgreesWithTheMap()
    {
        bool[] mask = [.. Enumerable.Range(0, 225).Select(i => i % 15 is > 4 and < 12 && i / 15 is > 5 and < 9)];
        bool[] turned = GridTurn.Nearest(mask, 15, 15, 90);
        Assert.Equal(mask, GridTurn.Nearest(turned, 15, 15, -90));
        Assert.Equal(turned, GridTurn.Bilinear(Array.ConvertAll(mask, mark => mark ? 1f : 0), 15, 15, 90)
            .Select(value => value > 0.5));
    }

    [Fact]
    public void Nearest_OfDepths_MixesNone()
    {
        float[] map = [.. Enumerable.Range(1, 81).Select(i => (float)i)], turned = GridTurn.Nearest(map, 9, 9, 4);
        Assert.Equal(41, turned[40]);
        Assert.All(turned, value => Assert.True(value == 0 || map.Contains(value), $"{value} is none of the map's"));
        Assert.NotEqual(map, turned);
    }
}
