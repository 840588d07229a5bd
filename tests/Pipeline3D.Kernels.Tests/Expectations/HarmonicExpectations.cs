using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Kernels.Interpolation;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="HarmonicOp"/> does on every device.</summary>
public sealed class HarmonicExpectations(TestDevice device) : DeviceExpectations(device)
{
    // Both solve to a residual of 1e-8; what that leaves of the range depends on how far away the scores are.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(1, 5, new[] { 0, 4 }, new float[] { 1, 3 }, new[] { 1, 1.5, 2, 2.5, 3 })]
    [InlineData(1, 5, new[] { 1, 3 }, new float[] { 2, 4 }, new double[] { 2, 2, 3, 4, 4 })]
    [InlineData(3, 3, new[] { 0, 2, 6, 8 }, new float[] { 0, 0, 0, 4 },
        new[] { 0, 1.0 / 3, 0, 1.0 / 3, 1, 5.0 / 3, 0, 5.0 / 3, 4 })]
    [InlineData(2, 4, new[] { 0, 7 }, new float[] { 0, 6 }, new[] { 0, 2, 3.6, 4.8, 1.2, 2.4, 4, 6 })]
    public void Fill_WorkedExamples_NumbersOfTheSpecification(int height, int width, int[] known, float[] values,
        double[] expected)
        => Assert.All(expected.Zip(HarmonicOp.Fill(Scope, height, width, known, values)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6));

    [Theory]
    [InlineData(14, 9, 12, 1), InlineData(9, 14, 1, 2), InlineData(1, 40, 3, 3), InlineData(40, 1, 3, 4)]
    [InlineData(33, 65, 40, 5), InlineData(64, 64, 2, 6), InlineData(17, 17, 288, 7), InlineData(2, 2, 1, 8)]
    [InlineData(1, 1, 1, 9), InlineData(1, 2, 1, 10), InlineData(31, 33, 1000, 11)]
    public void Fill_RandomScores_SolutionOfTheTwin(int height, int width, int count, int seed)
    {
        var random = new Random(seed);
        int[] known = [.. Enumerable.Range(0, height * width).OrderBy(_ => random.Next()).Take(count)];
        float[] values = [.. known.Select(_ => random.NextSingle())];
        AssertLikeTheTwin(height, width, known, values, [], $"seed {seed}");
    }

    [Fact]
    public void Fill_ScoresInOneCorner_SolutionOfTheTwin()
        // Far from all scores the smooth parts of the error are what a sweep hardly touches.
        => AssertLikeTheTwin(60, 60, [0, 1, 60, 61, 122], [3, -2, 1, 5, 0], [], "corner");

    [Theory, InlineData(0.5), InlineData(0.62), InlineData(0.8)]
    public void Fill_RaggedDomain_SolutionOfTheTwin(double density)
    {
        // Just above the percolation threshold (0.593) a mask is a maze with parts that no score reaches.
        for (int seed = 1; seed <= 3; seed++)
        {
            const int Height = 37, Width = 30;
            var random = new Random(seed);
            bool[] domain = [.. Enumerable.Range(0, Height * Width).Select(_ => random.NextDouble() < density)];
            int[] known = [.. Enumerable.Range(0, domain.Length).Where(i => domain[i] && random.Next(40) == 0)];
            AssertLikeTheTwin(Height, Width, known, [.. known.Select(_ => random.NextSingle())], domain,
                $"density {density}, seed {seed}");
        }
    }

    [Fact]
    public void Fill_PartWithoutAScore_LeastScoreThereAndTheGivenValueOutside()
    {
        // Two parts divided by a column outside the domain; only the left one has scores.
        bool[] domain = [true, true, false, true, true, true, true, false, true, true];
        float[] filled = HarmonicOp.Fill(Scope, 2, 5, [0, 6], [5, 3], domain, outside: -1);
        Assert.Equal([-1, 3, 3, -1, 3, 3], [filled[2], filled[3], filled[4], filled[7], filled[8], filled[9]]);
        Assert.Equal(4, filled[1], 1e-6f);
        Assert.Equal(4, filled[5], 1e-6f);
    }

    [Theory, InlineData(1e-30f), InlineData(1e30f)]
    public void Fill_ScoresOfAnyUnit_SolutionOfTheTwin(float unit)
        => AssertLikeTheTwin(20, 31, [3, 100, 500], [unit, 2 * unit, -unit], [], $"unit {unit}");

    [Fact]
    public void Fill_NothingToSolve_ScoresOrZeros()
    {
        Assert.Equal([0, 0], HarmonicOp.Fill(Scope, 1, 2, [], []));
        Assert.Equal([2, 4], HarmonicOp.Fill(Scope, 1, 2, [1, 0], [4, 2]));
        Assert.All(HarmonicOp.Fill(Scope, 12, 11, [5, 70], [0.1f, 0.1f]), value => Assert.Equal(0.1f, value));
        Assert.Equal(0, Device.Models.Residents + Scope.Residents);
    }

    [Fact]
    public void Fill_OracleImage_EqualsTheDirectSolverInFewLaunches()
    {
        double[] expected = SharedFiles.OracleArray("harm_solution.npy").To<double>();
        float[] found = HarmonicOp.Fill(Scope, 64, 64, SharedFiles.OracleArray("harm_idx.npy").To<int>(),
            [.. SharedFiles.OracleArray("harm_val.npy").To<double>().Select(value => (float)value)], [], null, null,
            out HarmonicEffort effort);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        // 64, 32, 16 and 8 pixels of side: 3 levels of 4 launches, one for the coarsest, 5 of the gradients.
        Assert.True(effort.Iterations <= 16, $"{effort.Iterations} iterations");
        Assert.True(effort.Launches <= (18 * effort.Iterations) + 8, $"{effort.Launches} launches");
    }

    [Fact]
    public void Fill_TooFewIterations_SaysSo()
    {
        InvalidOperationException failed = Assert.Throws<InvalidOperationException>(() => HarmonicOp.Fill(Scope, 40, 40,
            [0, 777], [0, 1], options: new HarmonicOptions { MaxIterations = 2 }));
        Assert.Contains("in 2 iterations", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_WrongArguments_Refused()
    {
        void Fill(int[] known, float[] values, HarmonicOptions? options = null, bool[]? domain = null)
            => HarmonicOp.Fill(Scope, 2, 2, known, values, domain, null, options);
        Assert.Throws<ArgumentException>(() => Fill([4], [1]));
        Assert.Throws<ArgumentException>(() => Fill([1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => Fill([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => Fill([1], [float.NaN]));
        Assert.Throws<ArgumentException>(() => Fill([0], [1], domain: [false, true, true, true]));
        Assert.Throws<ArgumentException>(() => Fill([0], [1], domain: [true]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill([0], [1], new() { Tolerance = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill([0], [1], new() { MaxIterations = 0 }));
    }

    private void AssertLikeTheTwin(int height, int width, int[] known, float[] values, bool[] domain, string what)
    {
        float[] found = HarmonicOp.Fill(Scope, height, width, known, values, domain);
        float[] twin = domain.Length > 0 ? HarmonicInterpolation.FillDomain(height, width, known, values, domain)
            : HarmonicInterpolation.Fill(height, width, known, values);
        double range = values.Max() - (double)values.Min();
        for (int i = 0; i < twin.Length; i++)
            Assert.True(Math.Abs((double)twin[i] - found[i]) <= Tolerance * range,
                $"{what}: pixel {i}: {found[i]} for {twin[i]}");
        for (int i = 0; i < known.Length; i++)
            Assert.Equal(values[i], found[known[i]]);
    }
}
