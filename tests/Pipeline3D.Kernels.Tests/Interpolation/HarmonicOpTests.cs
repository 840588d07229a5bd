using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

public sealed class HarmonicOpTests() : HarmonicExpectations(new HostDevice(2))
{
    [Fact]
    public void Fill_LargerImage_SolutionOfTheTwin()
    {
        using var device = new HostDevice();
        var random = new Random(6);
        int[] known = [.. Enumerable.Range(0, 90 * 70).Where(_ => random.Next(40) == 0)];
        float[] values = [.. known.Select(pixel => MathF.Sin(pixel / 70 * 0.1f) + (0.1f * random.NextSingle()))];
        var filled = new float[90 * 70];
        Assert.True(HarmonicOp.Fill(device, 90, 70, known, values, [], new HarmonicSweepOptions { Relaxation = 1.7 },
            filled).Converged);
        float[] twin = HarmonicInterpolation.Fill(90, 70, known, values);
        // Scores are some ten pixels away: 1e-6 of a range of 2 times 100.
        Assert.All(twin.Zip(filled), pair => Assert.Equal(pair.First, pair.Second, 3e-4f));
    }

    [Fact]
    public void Fill_WrongArguments_Throws()
    {
        using var device = new HostDevice();
        void Fill(int[] known, float[] values, HarmonicSweepOptions? options = null, bool[]? domain = null)
            => HarmonicOp.Fill(device, 2, 2, known, values, domain ?? [], options ?? new(), new float[4]);
        Assert.Throws<ArgumentException>(() => Fill([4], [1]));
        Assert.Throws<ArgumentException>(() => Fill([1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => Fill([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => Fill([1], [float.NaN]));
        Assert.Throws<ArgumentException>(() => Fill([0], [1], domain: [false, true, true, true]));
        Assert.Throws<ArgumentException>(() => Fill([0], [1], domain: [true]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill([], [], new() { Relaxation = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill([], [], new() { Tolerance = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill([], [], new() { MaxSweeps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill([], [], new() { Sweep = (HarmonicSweep)9 }));
        Assert.Throws<ArgumentException>(() => HarmonicOp.Fill(device, 2, 2, [], [], [], new(), new float[3]));
    }
}
