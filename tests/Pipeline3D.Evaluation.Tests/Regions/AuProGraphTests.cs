using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Tests.Regions;

public sealed class AuProGraphTests
{
    [Fact]
    public void Label_TwoClumpsOnALine_AreTwoRegions()
    {
        // Points 0..9 one apart; 3 normal points part the anomalous 0-2 from 6-9, too far for 3 neighbours.
        byte[] truth = [1, 1, 1, 0, 0, 0, 1, 1, 1, 1];
        (int[] neighbours, float[] distances) = Line(truth.Length, i => i);
        var regions = new int[truth.Length];
        Assert.Equal(2, AuProGraph.Label(truth, neighbours, distances, regions));
        Assert.Equal([1, 1, 1, 0, 0, 0, 2, 2, 2, 2], regions);
    }

    [Fact]
    public void Label_EdgeOverThreeSpacings_DoesNotConnect()
    {
        byte[] truth = [1, 1, 1, 1, 1, 1];
        (int[] neighbours, float[] distances) = Line(6, i => i < 3 ? i : i + 2.5f);
        Assert.Equal(2, AuProGraph.Label(truth, neighbours, distances, new int[6]));
        (neighbours, distances) = Line(6, i => i < 3 ? i : i + 1.5f);
        Assert.Equal(1, AuProGraph.Label(truth, neighbours, distances, new int[6]));
    }

    [Fact]
    public void Label_ShapesThatDisagree_IsAnError()
    {
        Assert.Throws<ArgumentException>(() => AuProGraph.Label([1, 1], [1, 0], [1], new int[2]));
        Assert.Throws<ArgumentException>(() => AuProGraph.Label([1, 1], [1, 7], [1, 1], new int[2]));
    }

    private static (int[] Neighbours, float[] Distances) Line(int count, Func<int, float> place)
    {
        const int K = 3;
        var neighbours = new int[K * count];
        var distances = new float[K * count];
        for (int i = 0; i < count; i++)
        {
            int[] nearest = [.. Enumerable.Range(0, count).Where(j => j != i)
                .OrderBy(j => Math.Abs(place(i) - place(j))).ThenBy(j => j).Take(K)];
            for (int k = 0; k < K; k++)
                (neighbours[K * i + k], distances[K * i + k]) = (nearest[k], Math.Abs(place(i) - place(nearest[k])));
        }
        return (neighbours, distances);
    }
}
