using Pipeline3D.Geometry.Views;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Views;

public sealed class NeverSeenRuleTests
{
    [Fact]
    public void Fill_SparseFlagsOracle_EqualsPointAdsCode()
    {
        int[] own = Own(SharedFiles.OracleArray("pointad/pointad_fill_mask.npy").To<byte>());
        int[][] flags = Rows(SharedFiles.OracleArray("pointad/pointad_fill_flags.npy").To<int>(), 3),
            expected = Rows(SharedFiles.OracleArray("pointad/pointad_fill_result.npy").To<int>(), 3);
        AssertFilled(own, flags, expected);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Fill_CorrespondenceOracle_EqualsPointAdsCode(int sample)
    {
        const int cells = 1024, views = 3;
        int[] own = Own(SharedFiles.OracleArray("pointad/pointad_nonzero_mask.npy").To<byte>()
            .AsSpan(sample * cells, cells));
        int[] raw = SharedFiles.OracleArray("pointad/pointad_cor_raw.npy").To<int>(),
            filled = SharedFiles.OracleArray("pointad/pointad_cor_filled.npy").To<int>();
        AssertFilled(own, Flags(raw), Flags(filled));

        int[][] Flags(int[] cor) => [.. Enumerable.Range(0, views).Select(view => Enumerable.Range(0, cells)
            .Select(cell => cor[(3 * ((((sample * views) + view) * cells) + cell)) + 2]).ToArray())];
    }

    [Fact]
    public void Fill_RandomFlags_EqualsTheWalkOfTheCode()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int points = random.Next(1, 40), views = random.Next(1, 4), rare = random.Next(1, 12);
            int[] index = [.. Enumerable.Range(0, 3 * points).OrderBy(_ => random.Next()).Take(points).Order()];
            bool[][] flags = [.. Enumerable.Range(0, views).Select(_ => Enumerable.Range(0, points)
                .Select(_ => random.Next(rare) == 0).ToArray())];
            flags[0][random.Next(points)] = true;
            bool[][] expected = Walk(flags, index);
            bool[][] found = [.. NeverSeenRule.Fill(flags, index)];
            for (int view = 0; view < views; view++)
                Assert.True(expected[view].SequenceEqual(found[view]), $"seed {seed}, view {view}");
        }
    }

    [Fact]
    public void Fill_NoFlagAtAll_RefusedInItsOwnWords()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => NeverSeenRule.Fill([new bool[3], new bool[3]], [0, 1, 2]));
        Assert.Contains("no view sees any point", refused.Message, StringComparison.Ordinal);
        Assert.Empty(NeverSeenRule.Fill([[]], [])[0]);
        Assert.Throws<ArgumentException>(() => NeverSeenRule.Fill([[true]], [0, 1]));
        Assert.Throws<ArgumentException>(() => NeverSeenRule.Fill([[true, true]], [1, 1]));
    }

    // The rule as PointAD's loops state it, step by step; O(n^2).
    private static bool[][] Walk(bool[][] flags, int[] index)
    {
        bool[][] work = [.. flags.Select(view => (bool[])view.Clone())];
        int lo = index[0], hi = index[^1];
        var at = new Dictionary<int, int>(index.Select((cell, i) => KeyValuePair.Create(cell, i)));
        bool Seen(int cell) => at.TryGetValue(cell, out int i) && work.Any(view => view[i]);
        foreach (int i in index)
        {
            if (Seen(i))
                continue;
            int up = -1, distance = 0;
            for (int j = i + 1; j <= hi && up < 0; j++)
                if (Seen(j))
                    (up, distance) = (j, j - i);
            for (int j = lo; j < i && up < 0; j++)
                if (Seen(j))
                    (up, distance) = (j, hi - i + j - lo);
            int donor = up;
            for (int j = i - 1; j >= lo && distance > i - j; j--)
                if (Seen(j))
                {
                    donor = j;
                    break;
                }
            foreach (bool[] view in work)
                view[at[i]] = view[at[donor]];
        }
        return work;
    }

    private static void AssertFilled(int[] own, int[][] flags, int[][] expected)
    {
        bool[][] found = [.. NeverSeenRule.Fill(
            [.. flags.Select(view => Array.ConvertAll(own, cell => view[cell] != 0))], own)];
        for (int view = 0; view < flags.Length; view++)
            Assert.Equal(Array.ConvertAll(own, cell => expected[view][cell] != 0), found[view]);
        Assert.All(Enumerable.Range(0, own.Length), i => Assert.Contains(found, view => view[i]));
    }

    private static int[] Own(ReadOnlySpan<byte> mask)
    {
        List<int> own = [];
        for (int i = 0; i < mask.Length; i++)
            if (mask[i] != 0)
                own.Add(i);
        return [.. own];
    }

    private static int[][] Rows(int[] values, int rows) => [.. values.Chunk(values.Length / rows)];
}
