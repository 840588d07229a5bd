using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Interpolation;

public sealed class HarmonicInterpolationTests
{
    [Theory]
    [InlineData(1, 5, new[] { 0, 4 }, new float[] { 1, 3 }, new[] { 1, 1.5, 2, 2.5, 3 })]
    [InlineData(1, 5, new[] { 1, 3 }, new float[] { 2, 4 }, new double[] { 2, 2, 3, 4, 4 })]
    [InlineData(3, 3, new[] { 0, 2, 6, 8 }, new float[] { 0, 0, 0, 4 },
        new[] { 0, 1.0 / 3, 0, 1.0 / 3, 1, 5.0 / 3, 0, 5.0 / 3, 4 })]
    [InlineData(2, 4, new[] { 0, 7 }, new float[] { 0, 6 }, new[] { 0, 2, 3.6, 4.8, 1.2, 2.4, 4, 6 })]
    public void Fill_WorkedExamples_NumbersOfTheSpecification(int height, int width, int[] known, float[] values,
        double[] expected)
    {
        float[] found = HarmonicInterpolation.Fill(height, width, known, values);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Fill_OracleImage_EqualsTheDirectSolver()
    {
        double[] expected = SharedFiles.OracleArray("harm_solution.npy").To<double>();
        float[] found = HarmonicInterpolation.Fill(64, 64,
            SharedFiles.OracleArray("harm_idx.npy").To<int>(),
                [.. SharedFiles.OracleArray("harm_val.npy").To<double>().Select(value => (float)value)]);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void FillDomain_OracleMask_EqualsTheDirectSolver()
    {
        double[] expected = SharedFiles.OracleArray("harm_mask_solution.npy").To<double>();
        bool[] domain = [.. SharedFiles.OracleArray("harm_mask.npy").To<byte>().Select(value => value != 0)];
        float[] found = HarmonicInterpolation.FillDomain(64, 64, SharedFiles.OracleArray("harm_mask_idx.npy").To<int>(),
            [.. SharedFiles.OracleArray("harm_mask_val.npy").To<double>().Select(value => (float)value)], domain,
                float.NaN);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(double.IsNaN(expected[i]), float.IsNaN(found[i]));
            if (!double.IsNaN(expected[i]))
                Assert.Equal(expected[i], found[i], 1e-6);
        }
    }

    [Theory, InlineData(37, 53, 60, 1), InlineData(5, 200, 3, 2), InlineData(64, 64, 1, 3), InlineData(90, 70, 3000, 4),
        InlineData(1, 1, 1, 5)]
    public void Fill_RandomData_EveryUnknownIsTheMeanOfItsNeighbours(int height, int width, int count, int seed)
    {
        (int[] known, float[] values) = Draw(height, width, count, seed);
        float[] found = HarmonicInterpolation.Fill(height, width, known, values);
        for (int i = 0; i < known.Length; i++)
            Assert.Equal(values[i], found[known[i]]);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.InRange(found[i], values.Min(), values.Max());
            if (known.Contains(i))
                continue;
            var near = new List<float>();
            if (i % width > 0)
                near.Add(found[i - 1]);
            if (i % width < width - 1)
                near.Add(found[i + 1]);
            if (i >= width)
                near.Add(found[i - width]);
            if (i < width * (height - 1))
                near.Add(found[i + width]);
            Assert.Equal(near.Average(value => (double)value), found[i], 2e-6); // float32 storage of the neighbours
        }
    }

    [Theory, InlineData(0.5), InlineData(0.62), InlineData(0.8)]
    public void FillDomain_RaggedMasks_EveryUnknownIsTheMeanOfItsNeighbours(double density)
    {
        // Just above the percolation threshold (0.593) a mask is a maze: the hardest case for the coarse levels.
        for (int seed = 1; seed <= 6; seed++)
        {
            const int Side = 70;
            var random = new Random(seed);
            bool[] domain = [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextDouble() < density)];
            int[] known = [.. Enumerable.Range(0, Side * Side).Where(i => domain[i] && random.Next(60) == 0)];
            float[] values = [.. known.Select(_ => random.NextSingle())];
            float[] found = HarmonicInterpolation.FillDomain(Side, Side, known, values, domain, float.NaN);
            for (int i = 0; i < found.Length; i++)
            {
                Assert.Equal(domain[i], !float.IsNaN(found[i]));
                float[] near = [.. Near(i, Side).Where(j => domain[j]).Select(j => found[j])];
                bool free = domain[i] && near.Length > 0 && !known.Contains(i);
                Assert.True(!free || Math.Abs(near.Average(value => (double)value) - found[i]) < 3e-6,
                    $"seed {seed}, pixel {i}: {found[i]} between {string.Join(", ", near)}");
            }
        }
    }

    private static IEnumerable<int> Near(int i, int side)
    {
        if (i % side > 0)
            yield return i - 1;
        if (i % side < side - 1)
            yield return i + 1;
        if (i >= side)
            yield return i - side;
        if (i < side * (side - 1))
            yield return i + side;
    }

    [Fact]
    public void Fill_RampOnTheBorder_ExactRampInside()
    {
        const int H = 40, W = 57;
        int[] known = [.. Enumerable.Range(0, H * W).Where(i => i / W is 0 or H - 1 || i % W is 0 or W - 1)];
        float[] found = HarmonicInterpolation.Fill(H, W, known, [.. known.Select(i => Ramp(i))]);
        Assert.All(Enumerable.Range(0, H * W), i => Assert.Equal(Ramp(i), found[i], 1e-5f));

        static float Ramp(int i) => (0.25f * (i / W)) - (0.125f * (i % W)) + 3;
    }

    [Fact]
    public void Fill_ScaledAndTransposed_ScalesAndTransposes()
    {
        (int[] known, float[] values) = Draw(31, 45, 40, 7);
        float[] found = HarmonicInterpolation.Fill(31, 45, known, values);
        float[] scaled = HarmonicInterpolation.Fill(31, 45, known, [.. values.Select(value => (4 * value) - 1)]);
        float[] turned = HarmonicInterpolation.Fill(45, 31, [.. known.Select(i => (i % 45 * 31) + (i / 45))], values);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal((4 * found[i]) - 1, scaled[i], 1e-5f);
            Assert.Equal(found[i], turned[(i % 45 * 31) + (i / 45)], 1e-6f);
        }
    }

    [Fact]
    public void Fill_ConstantOrNoData_ConstantOrZero()
    {
        Assert.All(HarmonicInterpolation.Fill(20, 30, [17, 301], [0.1f, 0.1f]), value => Assert.Equal(0.1f, value));
        Assert.All(HarmonicInterpolation.Fill(20, 30, [], []), value => Assert.Equal(0, value));
        int[] all = [.. Enumerable.Range(0, 6)];
        Assert.Equal([1, 2, 3, 4, 5, 6], HarmonicInterpolation.Fill(2, 3, all, [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void FillDomain_PartWithoutData_LeastScore()
    {
        // Columns 0-2 and 4-6 are parts; only the left one has data.
        bool[] domain = [.. Enumerable.Range(0, 70).Select(i => i % 7 != 3)];
        float[] found = HarmonicInterpolation.FillDomain(10, 7, [0, 69 - 4], [5, 2], domain);
        Assert.All(Enumerable.Range(0, 70).Where(i => i % 7 >= 3), i => Assert.Equal(2, found[i]));
        Assert.True(found[1] > 2.5f);
    }

    [Fact]
    public void Fill_LargeClusteredImage_AnyThreadsSameAndResidualSmall()
    {
        // Data in a disc far from the corners: plain conjugate gradients need over a thousand iterations here.
        const int Side = 300;
        int[] known = [.. Enumerable.Range(0, Side * Side)
            .Where(i => Math.Pow((i / Side) - 150, 2) + Math.Pow((i % Side) - 150, 2) < 3600 && i % 3 == 0)];
        var random = new Random(3);
        float[] values = [.. known.Select(_ => random.NextSingle())];
        var options = new HarmonicOptions { MaxIterations = 40 };
        float[] one = HarmonicInterpolation.Fill(Side, Side, known, values, options, threads: 1);
        Assert.Equal(one, HarmonicInterpolation.Fill(Side, Side, known, values, options, threads: 4));
        float[] finer = HarmonicInterpolation.Fill(Side, Side, known, values,
            new HarmonicOptions { Tolerance = 1e-12 });
        Assert.True(one.Zip(finer, (a, b) => Math.Abs(a - b)).Max() < 1e-6,
            "a 10,000 times finer tolerance moves a pixel by 1e-6 or more");
    }

    [Fact]
    public void Fill_WrongArguments_Throws()
    {
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => HarmonicInterpolation.Fill(2, 2, [1, 1],
            [0, 0])).Message);
        Assert.Contains("outside the image",
            Assert.Throws<ArgumentException>(() => HarmonicInterpolation.Fill(2, 2, [4], [0])).Message);
        Assert.Throws<ArgumentException>(() => HarmonicInterpolation.Fill(2, 2, [1], [float.NaN]));
        Assert.Throws<ArgumentException>(() => HarmonicInterpolation.Fill(2, 2, [1], []));
        Assert.Contains("outside the domain",
            Assert.Throws<ArgumentException>(() => HarmonicInterpolation.FillDomain(1, 2, [1], [0],
                [true, false])).Message);
        Assert.Throws<ArgumentException>(() => HarmonicInterpolation.FillDomain(1, 2, [1], [0], [true]));
        Assert.Throws<InvalidOperationException>(() => HarmonicInterpolation.Fill(
            60, 60, [0, 59], [0, 1], new HarmonicOptions { MaxIterations = 1, Tolerance = 1e-14 }));
    }

    private static (int[] Known, float[] Values) Draw(int height, int width, int count, int seed)
    {
        var random = new Random(seed);
        int[] pixels = [.. Enumerable.Range(0, height * width)];
        random.Shuffle(pixels);
        return (pixels[..count], [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())]);
    }
}
