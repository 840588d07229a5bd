using Pipeline3D.Networks.PointNet2;

namespace Pipeline3D.Networks.Tests.PointNet2;

public sealed class PatchGroupsTests
{
    private static readonly PatchEncoderShape Shape = new()
    {
        Levels = [new(4, 0.6, 5, [8]), new(2, 0.9, 3, [8])], Whole = [8], Length = 4,
    };

    [Theory, InlineData(1), InlineData(4)]
    public void Of_SeveralPatches_AreThoseOfPlainLoops(int threads)
    {
        float[] patches = Cubes(seed: 3, patches: 40, points: 17);
        PatchGroups found = PatchGroups.Of(patches, 17, Shape, threads);
        for (int patch = 0; patch < 40; patch++)
        {
            float[] places = patches[(patch * 51)..((patch + 1) * 51)];
            for (int level = 0; level < 2; level++)
            {
                SetGroups groups = found.Levels[level];
                int[] picks = Farthest(places, groups.Centres);
                Assert.Equal(picks, groups.Pick[(patch * groups.Centres)..((patch + 1) * groups.Centres)]);
                for (int centre = 0; centre < groups.Centres; centre++)
                {
                    int at = ((patch * groups.Centres) + centre) * groups.Samples;
                    int[] ball = Ball(places, picks[centre], Shape.Levels[level].Radius, groups.Samples);
                    Assert.Equal(ball, groups.Member[at..(at + groups.Samples)]);
                    for (int i = 0; i < 3 * groups.Samples; i++)
                        Assert.Equal(places[(3 * ball[i / 3]) + (i % 3)] - places[(3 * picks[centre]) + (i % 3)],
                            groups.Relative[(3 * at) + i]);
                }
                places = [.. picks.SelectMany(pick => places[(3 * pick)..(3 * (pick + 1))])];
            }
        }
    }

    [Fact]
    public void Of_PointAtExactlyTheRadius_IsOutsideAndTheFirstFillsUp()
    {
        float[] patch = [0, 0, 0, 0.5f, 0, 0, 0.25f, 0, 0];
        SetGroups groups = PatchGroups.Of(patch, 3, new PatchEncoderShape { Levels = [new(1, 0.5, 4, [1])] }).Levels[0];
        Assert.Equal([0, 2, 0, 0], groups.Member);
    }

    [Fact]
    public void Of_WhatMakesNoGroups_IsRefused()
    {
        Assert.Contains("are no patches of 4 points", Assert.Throws<ArgumentException>(() =>
            PatchGroups.Of(new float[13], 4, Shape)).Message, StringComparison.Ordinal);
        Assert.Contains("centres are points", Assert.Throws<ArgumentException>(() =>
            PatchGroups.Of(new float[9], 3, Shape)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (Shape with { Levels = [] }).Require(20));
    }

    /// <summary>Points of cubes of half an edge 1.</summary>
    internal static float[] Cubes(int seed, int patches, int points)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * patches * points).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private static int[] Farthest(float[] places, int count)
    {
        float[] nearest = [.. Enumerable.Repeat(float.PositiveInfinity, places.Length / 3)];
        var picks = new int[count];
        for (int i = 1; i < count; i++)
        {
            for (int point = 0; point < nearest.Length; point++)
                nearest[point] = Math.Min(nearest[point], Squared(places, point, picks[i - 1]));
            picks[i] = Array.IndexOf(nearest, nearest.Max());
        }
        return picks;
    }

    private static int[] Ball(float[] places, int centre, double radius, int samples)
    {
        int[] inside = [.. Enumerable.Range(0, places.Length / 3)
            .Where(point => Squared(places, point, centre) < (float)(radius * radius)).Take(samples)];
        return [.. inside, .. Enumerable.Repeat(inside[0], samples - inside.Length)];
    }

    private static float Squared(float[] places, int left, int right)
    {
        (float x, float y, float z) = (places[3 * left] - places[3 * right],
            places[(3 * left) + 1] - places[(3 * right) + 1], places[(3 * left) + 2] - places[(3 * right) + 2]);
        return (x * x) + (y * y) + (z * z);
    }
}
