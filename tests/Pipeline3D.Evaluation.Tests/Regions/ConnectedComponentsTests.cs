using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Tests.Regions;

public sealed class ConnectedComponentsTests
{
    [Fact]
    public void Label_CornerTouch_IsOneRegion()
    {
        var labels = new int[6];
        Assert.Equal(1, ConnectedComponents.Label([1, 1, 0, 0, 0, 1], 3, 2, labels));
        Assert.Equal([1, 1, 0, 0, 0, 1], labels);
    }

    [Fact]
    public void Label_RowEnds_DoNotTouchAcrossTheBorder()
        => Assert.Equal(2, ConnectedComponents.Label([0, 0, 0, 1, 1, 0, 0, 0], 4, 2, new int[8]));

    [Fact]
    public void Label_SeveralRegions_AreNumberedByTheirFirstPixel()
    {
        var labels = new int[12];
        Assert.Equal(3, ConnectedComponents.Label([0, 9, 0, 3, 0, 0, 0, 3, 255, 0, 0, 0], 4, 3, labels));
        Assert.Equal([0, 1, 0, 2, 0, 0, 0, 2, 3, 0, 0, 0], labels);
    }

    [Fact]
    public void Label_RandomMasks_AreTheMergedSets() => Cases.ForAllSeeds(random =>
    {
        Cases.MapCase maps = Cases.Maps(random) with { Count = 1 };
        byte[] mask = maps.Truth[..(maps.Width * maps.Height)];
        var one = new Cases.MapCase(maps.Width, maps.Height, 1) { Truth = mask };
        var labels = new int[mask.Length];
        int count = ConnectedComponents.Label(mask, maps.Width, maps.Height, labels);
        List<List<int>> expected = Cases.Regions(one);
        Assert.Equal(expected.Count, count);
        Assert.All(expected, region => Assert.Single(region.Select(i => labels[i]).Distinct()));
        Assert.All(Enumerable.Range(0, mask.Length), i => Assert.Equal(mask[i] != 0, labels[i] > 0));
    });

    [Fact]
    public void Label_OtherSizes_IsAnError()
    {
        Assert.Throws<ArgumentException>(() => ConnectedComponents.Label([1, 1], 3, 1, new int[2]));
        Assert.Throws<ArgumentException>(() => ConnectedComponents.Label([1, 1], 2, 1, new int[1]));
    }
}
