using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Tests.Ranking;

public sealed class RadixSortTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2047), InlineData(2048), InlineData(100_003)]
    public void Sort_RandomKeys_IsTheRuntimesOrder(int length)
    {
        var random = new Random(length);
        uint[] keys = [.. Enumerable.Range(0, length).Select(_ => (uint)random.NextInt64(1L << 32))];
        uint[] expected = [.. keys.Order()];
        RadixSort.Sort(keys);
        Assert.Equal(expected, keys);
    }

    [Theory, InlineData(0xFFFF_F800u), InlineData(0x0000_07FFu), InlineData(0xFFC0_0000u), InlineData(0x003F_F800u),
        InlineData(0u)]
    public void Sort_KeysWithConstantDigits_SkipsThemRightly(uint mask)
    {
        var random = new Random(3);
        uint[] keys = [.. Enumerable.Range(0, 5000).Select(_ => (uint)random.NextInt64(1L << 32) & mask)];
        uint[] expected = [.. keys.Order()];
        RadixSort.Sort(keys);
        Assert.Equal(expected, keys);
    }

    [Fact]
    public void ScoreKey_FloatsInOrder_KeepTheirOrderAndComeBack()
    {
        float[] ascending =
        [
            float.NegativeInfinity, float.MinValue, -1, -float.Epsilon, 0, float.Epsilon, 1, float.MaxValue,
                float.PositiveInfinity,
        ];
        uint[] keys = [.. ascending.Select(ScoreKey.Of)];
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(ascending, keys.Select(ScoreKey.ToScore));
        Assert.Equal(ScoreKey.Of(0f), ScoreKey.Of(-0f));
    }
}
