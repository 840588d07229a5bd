using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Tests.Numerics;

public sealed class SortKeyTests
{
    private static readonly float[] Values = [0, float.Epsilon, 1e-9f, 0.5f, 1, 1e9f, float.PositiveInfinity];

    [Fact]
    public void Keys_ValuesAndIndices_OrderAndComeBack()
    {
        foreach (float left in Values)
            foreach (float right in Values)
                foreach ((int i, int j) in (ReadOnlySpan<(int, int)>)[(0, 1), (5, 5), (int.MaxValue, 0)])
                {
                    int order = left.CompareTo(right) is var byValue && byValue != 0 ? byValue : i.CompareTo(j);
                    int mirrored = byValue != 0 ? byValue : j.CompareTo(i);
                    Assert.Equal(order, SortKey.ForMinimum(left, i).CompareTo(SortKey.ForMinimum(right, j)));
                    Assert.Equal(mirrored, SortKey.ForMaximum(left, i).CompareTo(SortKey.ForMaximum(right, j)));
                    Assert.Equal((i, left), (SortKey.IndexOfMinimum(SortKey.ForMinimum(left, i)),
                        SortKey.Value(SortKey.ForMinimum(left, i))));
                    Assert.Equal((i, left), (SortKey.IndexOfMaximum(SortKey.ForMaximum(left, i)),
                        SortKey.Value(SortKey.ForMaximum(left, i))));
                    Assert.NotEqual(0UL, SortKey.ForMaximum(left, i));
                }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(5000)]
    public void SortDescending_AnyKeys_AsTheLibrarySorts(int count)
    {
        const int Seed = 3;
        var random = new Random(Seed);
        ulong[] keys = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? ulong.MaxValue - (ulong)(i % 7)
            : (ulong)random.NextInt64() << (i % 20))], sorted = [.. keys.OrderDescending()];
        SortKey.SortDescending(keys);
        Assert.True(sorted.SequenceEqual(keys), $"seed {Seed}: other order of {count} keys");
    }
}
