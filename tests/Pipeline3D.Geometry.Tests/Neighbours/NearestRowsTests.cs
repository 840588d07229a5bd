using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Neighbours;

public sealed class NearestRowsTests
{
    [Theory]
    [InlineData("even", 100, 33, 1), InlineData("even", 100, 33, 20), InlineData("ties", 80, 4, 5)]
    [InlineData("same", 9, 2, 9), InlineData("clusters", 70, 8, 70), InlineData("even", 1, 1, 1)]
    public void Search_AnyBank_EqualsBruteForce(string kind, int rows, int columns, int k)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            FeatureMatrix bank = Features.Of(kind, rows, columns, seed),
                queries = Features.Of(kind, 37 + seed, columns, seed + 50);
            NearestNeighbours found = NearestRows.Search(bank, queries, k);
            for (int query = 0; query < queries.Rows; query++)
            {
                var expected = Enumerable.Range(0, rows)
                    .Select(row => (Squared: Features.SquaredDistance(queries, query, bank, row), Row: row)).Order()
                        .Take(k).ToArray();
                for (int j = 0; j < k; j++)
                {
                    Assert.Equal(Math.Sqrt(expected[j].Squared), found.Distance[(query * k) + j],
                        1e-5 * (1 + Math.Sqrt(expected[j].Squared)));
                    if (kind is "ties" or "same")
                        Assert.Equal(expected[j].Row, found.Index[(query * k) + j]);
                }
                Assert.Equal(k, found.Index.AsSpan(query * k, k).ToArray().Distinct().Count());
            }
        }
    }

    [Fact]
    public void Search_OracleBank_EqualsTheOracle()
    {
        var expected = SharedFiles.OracleArray("nn33_idx.npy");
        int[] indices = expected.To<int>();
        double[] distances = SharedFiles.OracleArray("nn33_dist.npy").To<double>();
        int k = expected.Shape.Length > 1 ? expected.Shape[1] : 1;
        NearestNeighbours found = NearestRows.Search(Features.Oracle("nn33_bank.npy"),
            Features.Oracle("nn33_query.npy"), k);
        Assert.Equal(indices, found.Index);
        Assert.All(distances.Zip(found.Distance), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * pair.First));
    }

    [Fact]
    public void Search_AnyThreads_SameResult()
    {
        FeatureMatrix bank = Features.Of("even", 300, 20, 1), queries = Features.Of("even", 400, 20, 2);
        NearestNeighbours one = NearestRows.Search(bank, queries, 3, 1), many = NearestRows.Search(bank, queries, 3, 5);
        Assert.Equal(one.Index, many.Index);
        Assert.Equal(one.Distance, many.Distance);
    }

    [Fact]
    public void Search_WrongArguments_Throws()
    {
        FeatureMatrix bank = Features.Of("even", 5, 3, 1);
        Assert.Throws<ArgumentException>(() => NearestRows.Search(bank, Features.Of("even", 5, 4, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestRows.Search(bank, bank, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestRows.Search(new FeatureMatrix(0, 3), bank));
        Assert.Empty(NearestRows.Search(bank, new FeatureMatrix(0, 3)).Index);
    }
}
