using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

/// <summary>What <see cref="HarmonicOp"/> does on every device.</summary>
public abstract class HarmonicExpectations(IDevice device) : DeviceExpectations(device)
{
    public static TheoryData<HarmonicSweep> Sweeps { get; } = [.. Enum.GetValues<HarmonicSweep>()];

    [Theory, MemberData(nameof(Sweeps))]
    public void Fill_WorkedExamples_ValuesOfTheSpecification(HarmonicSweep sweep)
    {
        AssertFilled(sweep, 1, 5, [0, 4], [1, 3], [1, 1.5f, 2, 2.5f, 3]);
        AssertFilled(sweep, 1, 5, [1, 3], [2, 4], [2, 2, 3, 4, 4]);
        AssertFilled(sweep, 3, 3, [0, 2, 6, 8], [0, 0, 0, 4], [0, 1 / 3f, 0, 1 / 3f, 1, 5 / 3f, 0, 5 / 3f, 4]);
        AssertFilled(sweep, 2, 4, [0, 7], [0, 6], [0, 2, 3.6f, 4.8f, 1.2f, 2.4f, 4, 6]);
    }

    [Theory, MemberData(nameof(Sweeps))]
    public void Fill_RandomScores_SolutionOfTheTwin(HarmonicSweep sweep)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            int height = random.Next(3, 14), width = random.Next(3, 14);
            int[] known = [.. Enumerable.Range(0, height * width).Where(_ => random.Next(6) == 0).Append(0).Distinct()];
            float[] values = [.. known.Select(_ => random.NextSingle())];
            var filled = new float[height * width];
            HarmonicSweepResult result = HarmonicOp.Fill(Device, height, width, known, values, [],
                new HarmonicSweepOptions { Sweep = sweep }, filled);
            float[] twin = HarmonicInterpolation.Fill(height, width, known, values);
            Assert.True(result.Converged, $"seed {seed}: residual {result.Residual} after {result.Sweeps} sweeps");
            for (int i = 0; i < twin.Length; i++)
                // A residual of 1e-6 times the squared distance, at most some 13 pixels, to a score.
                Assert.True(Math.Abs(twin[i] - filled[i]) < 2e-4, $"seed {seed}: pixel {i}: {filled[i]} for {twin[i]}");
            for (int i = 0; i < known.Length; i++)
                Assert.Equal(values[i], filled[known[i]]);
            Assert.All(filled, value => Assert.InRange(value, values.Min(), values.Max()));
        }
    }

    [Theory, MemberData(nameof(Sweeps))]
    public void Fill_PartsWithoutAScore_LeastScore(HarmonicSweep sweep)
    {
        // Two parts divided by a column outside the domain; only the left one has scores.
        bool[] domain = [true, true, false, true, true, true, true, false, true, true];
        var filled = new float[10];
        HarmonicOp.Fill(Device, 2, 5, [0, 6], [5, 3], domain, new HarmonicSweepOptions { Sweep = sweep }, filled);
        float[] twin = HarmonicInterpolation.FillDomain(2, 5, [0, 6], [5, 3], domain);
        for (int i = 0; i < 10; i++)
            Assert.True(Math.Abs(twin[i] - filled[i]) < 1e-4, $"pixel {i}: {filled[i]} for {twin[i]}");
        Assert.Equal(3, filled[4]);
    }

    [Fact]
    public void Fill_NothingToSolve_ScoresOrZeros()
    {
        float[] filled = [7, 7];
        Assert.Equal(new HarmonicSweepResult(0, 0, true), HarmonicOp.Fill(Device, 1, 2, [], [], [], new(), filled));
        Assert.Equal([0, 0], filled);
        HarmonicOp.Fill(Device, 1, 2, [1, 0], [4, 2], [], new(), filled);
        Assert.Equal([2, 4], filled);
        HarmonicOp.Fill(Device, 1, 2, [1], [4], [], new(), filled);
        Assert.Equal([4, 4], filled);
    }

    [Fact]
    public void Fill_TooFewSweeps_SaysSo()
    {
        HarmonicSweepResult result = HarmonicOp.Fill(Device, 1, 30, [0, 29], [0, 1], [],
            new HarmonicSweepOptions { Sweep = HarmonicSweep.Jacobi, MaxSweeps = 3 }, new float[30]);
        Assert.False(result.Converged);
        Assert.Equal(3, result.Sweeps);
        Assert.True(result.Residual > 0.01f);
    }

    private void AssertFilled(
        HarmonicSweep sweep, int height, int width, int[] known, float[] values, float[] expected)
    {
        var filled = new float[expected.Length];
        HarmonicOp.Fill(Device, height, width, known, values, [], new HarmonicSweepOptions { Sweep = sweep }, filled);
        for (int i = 0; i < expected.Length; i++)
            // A residual of 1e-6 of a range of up to 6 on grids of up to 5 pixels.
            Assert.True(Math.Abs(expected[i] - filled[i]) < 1e-4, $"pixel {i}: {filled[i]} for {expected[i]}");
    }
}
