using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sparse;

namespace Pipeline3D.Geometry.Tests.Sparse;

public sealed class OrthogonalMatchingPursuitTests
{
    private const int Length = 12, Library = 20, Each = 8;

    [Fact]
    public void Solve_OneRow_IsTheBestScaledRow()
    {
        var library = new FeatureMatrix(3, 2, [3, 0, 0, 1, 1, 1]);
        SparseCodes codes = OrthogonalMatchingPursuit.Solve(new FeatureMatrix(1, 2, [1, 4]), library, [0, 1, 2], 3, 1);
        // Products 3, 4 and 5: the last one; its coefficient is 5 / 2.
        Assert.Equal([0, 0, 2.5f], codes.Coefficients);
        Assert.Equal([2.5f, 2.5f], codes.Reconstruction.Values);
        Assert.Equal(Math.Sqrt(4.5), codes.Residual[0], 1e-6);
    }

    [Fact]
    public void Solve_SumsOfRowsThatAreNearlyAcross_AreFoundExactly()
    {
        var random = new Random(3);
        // A base, turned a little: rows are nearly across, so that the pursuit must find the true ones.
        var library = new FeatureMatrix(Length, Length);
        for (int i = 0; i < library.Values.Length; i++)
            library.Values[i] = (i % (Length + 1) == 0 ? 2 : 0) + (float)(0.05 * random.NextDouble());
        var vectors = new FeatureMatrix(5, Length);
        int[][] used = [[0, 4, 7], [1, 2, 3], [9, 10, 11], [5, 0, 8], [6, 3, 11]];
        for (int i = 0; i < used.Length; i++)
            for (int j = 0; j < 3; j++)
                for (int column = 0; column < Length; column++)
                    vectors.Row(i)[column] += (3 - j) * library.Row(used[i][j])[column];
        SparseCodes codes = OrthogonalMatchingPursuit.Solve(vectors, library,
            [.. Enumerable.Repeat(Enumerable.Range(0, Length), 5).SelectMany(rows => rows)], Length, 3);
        for (int i = 0; i < used.Length; i++)
        {
            for (int j = 0; j < 3; j++)
                Assert.Equal(3 - j, codes.Coefficients[(i * Length) + used[i][j]], 1e-4f);
            Assert.Equal(3, codes.Coefficients.AsSpan(i * Length, Length).ToArray().Count(value => value != 0));
            Assert.True(codes.Residual[i] < 1e-5, $"vector {i}: {codes.Residual[i]} left");
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Solve_MoreRows_LeaveNeverMoreAndWhatIsLeftIsAcrossThem(int seed)
    {
        (FeatureMatrix vectors, FeatureMatrix library, int[] candidates) = Drawn(seed);
        float[] before = [.. Enumerable.Repeat(float.MaxValue, vectors.Rows)];
        for (int wanted = 1; wanted <= Each; wanted++)
        {
            SparseCodes codes = OrthogonalMatchingPursuit.Solve(vectors, library, candidates, Each, wanted);
            for (int i = 0; i < vectors.Rows; i++)
            {
                Assert.True(codes.Residual[i] <= before[i] + 1e-6f, $"seed {seed}, vector {i}, {wanted} rows");
                for (int k = 0; k < Each; k++)
                    if (codes.Coefficients[(i * Each) + k] != 0)
                    {
                        double across = 0;
                        for (int column = 0; column < Length; column++)
                            across += library.Row(candidates[(i * Each) + k])[column]
                                * ((double)vectors.Row(i)[column] - codes.Reconstruction.Row(i)[column]);
                        Assert.True(Math.Abs(across) < 1e-5, $"seed {seed}, vector {i}, row {k}: {across}");
                    }
            }
            before = codes.Residual;
        }
    }

    [Fact]
    public void Solve_AnyThreads_GivesTheSameBits()
    {
        (FeatureMatrix vectors, FeatureMatrix library, int[] candidates) = Drawn(5);
        SparseCodes one = OrthogonalMatchingPursuit.Solve(vectors, library, candidates, Each, 3, threads: 1),
            two = OrthogonalMatchingPursuit.Solve(vectors, library, candidates, Each, 3, threads: 2);
        Assert.Equal(one.Coefficients, two.Coefficients);
        Assert.Equal(one.Reconstruction.Values, two.Reconstruction.Values);
        Assert.Equal(one.Residual, two.Residual);
    }

    [Fact]
    public void Solve_CopiesAndZeros_KeepsWhatCanBeSolved()
    {
        // Row 1 is a copy of row 0, row 2 is nothing, row 3 differs.
        var library = new FeatureMatrix(4, 3, [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]);
        var vectors = new FeatureMatrix(2, 3, [3, 2, 1, 0, 0, 0]);
        SparseCodes codes = OrthogonalMatchingPursuit.Solve(vectors, library, [0, 1, 2, 3, 0, 1, 2, 3], 4, 4);
        Assert.Equal([3, 0, 0, 2, 0, 0, 0, 0], codes.Coefficients);
        Assert.Equal([1, 0], codes.Residual);
    }

    [Fact]
    public void Solve_WhatDoesNotFit_IsRefused()
    {
        var library = new FeatureMatrix(2, 2, [1, 0, 0, 1]);
        Assert.Contains("2 numbers", Assert.Throws<ArgumentException>(() => OrthogonalMatchingPursuit.Solve(
            new FeatureMatrix(1, 3), library, [0], 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("row 2", Assert.Throws<ArgumentException>(() => OrthogonalMatchingPursuit.Solve(
            new FeatureMatrix(1, 2), library, [2], 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("vector 1", Assert.Throws<ArgumentException>(() => OrthogonalMatchingPursuit.Solve(
            new FeatureMatrix(2, 2, [1, 1, float.NaN, 1]), library, [0, 1], 1, 1)).Message, StringComparison.Ordinal);
    }

    private static (FeatureMatrix Vectors, FeatureMatrix Library, int[] Candidates) Drawn(int seed)
    {
        var random = new Random(seed);
        var vectors = new FeatureMatrix(40, Length);
        var library = new FeatureMatrix(Library, Length);
        foreach (FeatureMatrix matrix in new[] { vectors, library })
            foreach (ref float value in matrix.Values.AsSpan())
                value = (float)((2 * random.NextDouble()) - 1);
        int[] rows = [.. Enumerable.Range(0, Library)];
        return (vectors, library, [.. Enumerable.Range(0, vectors.Rows).SelectMany(_ =>
        {
            random.Shuffle(rows);
            return rows[..Each];
        })]);
    }
}
