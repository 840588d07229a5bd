using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.Stages;

public sealed class StagesNetworkTests
{
    private static readonly StagesShape Volumes = new([4, 8, 4], [2, 3], 5), Pictures = new([8, 4], [3, 2], 2, 2);

    public StagesNetworkTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Fact]
    public void Convolve_Volumes_GoesOverAllThreeAxesAndSpreadsBack()
    {
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = new FlatLayout().AddDense("down", 1, 1, 2, 2, 2).AddTransposed("up", 1, 1, 2, 3)
            .Open([1, 2, 3, 4, 5, 6, 7, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 20], learns: false);
        Tensor down = tensors.Convolve(Tensors.From([8f, 7, 6, 5, 4, 3, 2, 1], 1, 1, 2, 2, 2), "down", 2);
        Assert.Equal([130f], Tensors.ToFloats(down));
        Tensor up = tensors.ConvolveTransposed(Tensors.From([2f], 1, 1, 1, 1, 1), "up", 2);
        Assert.Equal([1, 1, 2, 2, 2], up.shape);
        Assert.Equal([22, 24, 26, 28, 30, 32, 34, 36], Tensors.ToFloats(up));
    }

    [Fact]
    public void Decode_OfACode_HasTheShapeOfWhatWentIn()
    {
        foreach (StagesShape shape in new[] { Volumes, Pictures })
        {
            using DisposeScope scope = NewDisposeScope();
            FlatLayout layout = StagesNetwork.AddDecoder(StagesNetwork.AddEncoder(new FlatLayout(), shape, "e"), shape);
            FlatTensors tensors = layout.Open(FlatDraws.AsPyTorch(layout, 3), learns: false);
            long[] size = [2, shape.Channels, .. shape.Extent.Select(side => (long)side)];
            Tensor code = StagesNetwork.Encode(tensors, ones(size), 2, "e"),
                made = StagesNetwork.Decode(tensors, code, shape);
            Assert.Equal([2, shape.Code], code.shape);
            Assert.Equal(size, made.shape);
            Assert.InRange(Tensors.ToFloats(made.abs()).Max(), 0, 1);
        }
    }

    [Theory]
    [InlineData(12, 3, "a side of 12 cannot be halved 3 times without a rest")]
    [InlineData(0, 1, "a side of 0 cannot be halved 1 times without a rest")]
    [InlineData(8, 0, "a size is below 1")]
    public void Add_SizesOfNoNetwork_SaysWhich(int side, int stages, string problem)
    {
        var shape = new StagesShape([side, side], [.. Enumerable.Repeat(2, stages)], 2);
        Assert.StartsWith(problem, Assert.Throws<ArgumentException>(() => StagesNetwork.AddDown(new FlatLayout(), shape,
            "e")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => StagesNetwork.AddDecoder(new FlatLayout(), shape));
    }

    [Fact]
    public void Weights_OfFewOccupiedCells_BothKindsCountAlike()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor cells = Tensors.From([1f, -1, -1, -1, 1, 1, -1, -1], 2, 1, 4);
        Assert.Equal([0.75f, 0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0.5f, 0.5f],
            Tensors.ToFloats(OccupancyLoss.Weights(cells)));
        // Nothing found at all: one occupied cell of four loses as much as three empty ones would.
        Tensor loss = OccupancyLoss.Of(Tensors.From([-1f, -1, -1, -1], 1, 1, 4), cells.narrow(0, 0, 1),
            OccupancyLoss.Weights(cells.narrow(0, 0, 1)));
        Assert.Equal(0.75f, loss.item<float>());
    }

    /// <summary>The penalty of a critic is what finite differences of the critic say, and its gradient what finite
    /// differences of the penalty say.</summary>
    [Fact]
    public void Penalty_OfACritic_AndItsGradient_AsFiniteDifferencesSay()
    {
        const int Seed = 5;
        var shape = new StagesShape([4, 4], [3], 1);
        FlatLayout layout = StagesNetwork.AddCritic(new FlatLayout(), shape, "c");
        float[] weights = FlatDraws.AsPyTorch(layout, Seed), real = Waves(32, 0.7), made = Waves(32, 0.3),
            shares = [0.25f, 0.8f];
        using DisposeScope scope = NewDisposeScope();
        var gradient = new float[layout.Count];
        FlatTensors tensors = layout.Open(weights, learns: true);
        Tensor penalty = Penalty(tensors);
        Assert.Equal(ByDifferences(tensors), penalty.item<float>(), 2e-3);
        tensors.Differentiate(new BackwardGuard(), penalty, gradient);
        for (int i = 0; i < layout.Count; i += 5)
        {
            float[] more = [.. weights], less = [.. weights];
            (more[i], less[i]) = (more[i] + 2e-3f, less[i] - 2e-3f);
            double slope = (Penalty(layout.Open(more, true)).item<float>()
                - Penalty(layout.Open(less, true)).item<float>()) / 4e-3;
            Assert.True(Math.Abs(slope - gradient[i]) < 2e-2 * (1 + Math.Abs(slope)),
                $"weight {i} of seed {Seed}: {gradient[i]}, by differences {slope}");
        }

        Tensor Judge(FlatTensors critic, Tensor samples)
            => StagesNetwork.Judge(critic, StagesNetwork.Down(critic, samples, 1, "c"));

        Tensor Penalty(FlatTensors critic) => WassersteinLosses.Penalty(new BackwardGuard(), samples
            => Judge(critic, samples), Tensors.From(real, 2, 1, 4, 4), Tensors.From(made, 2, 1, 4, 4), shares);

        double ByDifferences(FlatTensors critic)
        {
            double sum = 0;
            for (int sample = 0; sample < 2; sample++)
            {
                double squares = 0;
                for (int pixel = 0; pixel < 16; pixel++)
                {
                    float[] more = Mixed(sample), less = Mixed(sample);
                    (more[pixel], less[pixel]) = (more[pixel] + 1e-2f, less[pixel] - 1e-2f);
                    double slope = (Judge(critic, Tensors.From(more, 1, 1, 4, 4)).item<float>()
                        - Judge(critic, Tensors.From(less, 1, 1, 4, 4)).item<float>()) / 2e-2;
                    squares += slope * slope;
                }
                sum += Math.Pow(Math.Sqrt(squares) - 1, 2) / 2;
            }
            return sum;
        }

        float[] Mixed(int sample) => [.. Enumerable.Range(16 * sample, 16).Select(i => (shares[sample] * real[i])
            + ((1 - shares[sample]) * made[i]))];
    }

    private static float[] Waves(int count, double step)
        => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(step * i))];
}
