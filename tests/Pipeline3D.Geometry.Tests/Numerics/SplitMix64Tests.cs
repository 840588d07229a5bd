using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Tests.Numerics;

public sealed class SplitMix64Tests
{
    private const int Draws = 60_000;

    [Fact]
    public void Shuffle_ThreeItems_EveryOrderAsOften()
    {
        var random = new SplitMix64(1, 2);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Draws; i++)
        {
            int[] items = [0, 1, 2];
            random.Shuffle(items.AsSpan());
            string order = string.Join(' ', items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, counts.Count);
        // Five standard deviations of a binomial count.
        Assert.All(counts.Values, count => Assert.InRange(count, (Draws / 6) - 460, (Draws / 6) + 460));
    }

    [Fact]
    public void Draw_TwoOfFour_EveryPairAsOftenAndNothingLost()
    {
        var random = new SplitMix64(1, 3);
        var counts = new Dictionary<(int, int), int>();
        for (int i = 0; i < Draws; i++)
        {
            int[] items = [0, 1, 2, 3];
            random.Draw(items.AsSpan(), 2);
            Assert.Equal([0, 1, 2, 3], items.Order());
            counts[(items[0], items[1])] = counts.GetValueOrDefault((items[0], items[1])) + 1;
        }
        Assert.Equal(12, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, (Draws / 12) - 340, (Draws / 12) + 340));
        int[] all = [5, 6];
        random.Draw(all.AsSpan(), 2);
        Assert.Equal([5, 6], all.Order());
    }
}
