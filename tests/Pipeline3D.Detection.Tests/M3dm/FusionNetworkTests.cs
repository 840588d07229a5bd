using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;

namespace Pipeline3D.Detection.Tests.M3dm;

public sealed class FusionNetworkTests
{
    public FusionNetworkTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Differentiate_AnyWeights_IsTheFiniteDifference()
    {
        var network = new FusionNetwork(5, 4, head: 3, temperature: 0.7);
        float[] weights = network.Draw(seed: 2);
        FeatureMatrix points = Patches(6, 5, 1), colour = Patches(6, 4, 2);
        points.Row(3)[1] = 0; // does not count
        (_, float[] gradient) = network.Differentiate(weights, points, colour);
        var random = new Random(4);
        for (int i = 0; i < 40; i++)
        {
            int at = random.Next(network.Count);
            double up = Moved(0.01f), down = Moved(-0.01f);
            Assert.Equal((up - down) / 0.02, gradient[at], 2e-3);

            double Moved(float by)
            {
                float[] moved = [.. weights];
                moved[at] += by;
                return network.Differentiate(moved, points, colour).Loss;
            }
        }
    }

    [Fact]
    public void Differentiate_PatchesWithAZero_DoNotCount()
    {
        var network = new FusionNetwork(5, 4, head: 3);
        float[] weights = network.Draw(seed: 2);
        FeatureMatrix points = Patches(6, 5, 1), colour = Patches(6, 4, 2);
        points.Row(5)[0] = 0;
        int[] whole = [0, 1, 2, 3, 4];
        Assert.Equal(network.Differentiate(weights, points.Select(whole), colour.Select(whole)).Loss,
            network.Differentiate(weights, points, colour).Loss);
        points.Values.AsSpan().Clear();
        (double loss, float[] gradient) = network.Differentiate(weights, points, colour);
        Assert.Equal(0, loss);
        Assert.All(gradient, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Steps_OnPairsThatBelongTogether_LowerTheLoss()
    {
        var network = new FusionNetwork(6, 6, head: 8);
        float[] weights = network.Draw(seed: 1);
        FeatureMatrix points = Patches(20, 6, 1), colour = Patches(20, 6, 1);
        var adam = new AdamState(network.Count, 0.9, 0.95);
        double first = network.Differentiate(weights, points, colour).Loss;
        for (int step = 0; step < 30; step++)
            adam.StepDecoupled(weights, network.Differentiate(weights, points, colour).Gradient, 3e-3, 0.01,
                [(0, network.Count)]);
        double last = network.Differentiate(weights, points, colour).Loss;
        Assert.True(last < 0.9 * first, $"from {first} to {last}");
    }

    [Fact]
    public void Fuse_PatchesOfAnotherWidth_AreRefused()
    {
        var network = new FusionNetwork(5, 4);
        float[] weights = network.Draw(seed: 1);
        Assert.Throws<ArgumentException>(() => network.Fuse(weights, Patches(2, 4, 1), Patches(2, 4, 1)));
        Assert.Throws<ArgumentException>(() => network.Fuse(weights.AsSpan(1), Patches(2, 5, 1), Patches(2, 4, 1)));
        FeatureMatrix fused = network.Fuse(weights, Patches(2, 5, 1), Patches(2, 4, 1));
        Assert.Equal((2, 9), (fused.Rows, fused.Columns));
    }

    private static FeatureMatrix Patches(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ =>
            (2 * random.NextSingle()) - 1)]);
    }
}
