using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.ResNet;

public sealed class ResNetNetworkTests
{
    private static readonly ResNetShape Basic = new() { Blocks = [2, 1, 2], Widths = [4, 6, 8], Stem = 4 };

    private static readonly ResNetShape Grouped = new()
    {
        Block = ResNetBlock.Bottleneck, Blocks = [1, 2], Widths = [4, 8], Stem = 5, Groups = 2, GroupWidth = 32,
    };

    public ResNetNetworkTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void Run_SmallNetwork_EqualsPlainArithmetic(bool isGrouped, bool byBatch)
    {
        ResNetShape shape = isGrouped ? Grouped : Basic;
        FlatLayout layout = ResNetLayout.Of(shape);
        float[] weights = Uneven(layout, seed: 3), picture = Picture(33, 39, seed: 4);
        using DisposeScope scope = NewDisposeScope();
        int[] taps = [.. Enumerable.Range(0, shape.Stages + 1)];
        Tensor[] found = ResNetNetwork.Run(layout.Open(weights, learns: false), shape,
            Tensors.From(picture, 1, 3, 33, 39), taps, byBatch);
        List<PlainMap> wanted = new PlainResNet(layout, weights, byBatch).Taps(shape, new PlainMap(3, 33, 39,
            Array.ConvertAll(picture, value => (double)value)));
        for (int tap = 0; tap < taps.Length; tap++)
        {
            PlainMap plain = wanted[tap];
            Assert.Equal([1, shape.Channels(tap), plain.Height, plain.Width], found[tap].shape);
            Assert.Equal((33 + ResNetShape.Stride(tap) - 1) / ResNetShape.Stride(tap), plain.Height);
            float[] numbers = Tensors.ToFloats(found[tap]);
            for (int i = 0; i < numbers.Length; i++)
                Assert.Equal(plain.Values[i], numbers[i], 2e-4);
        }
    }

    [Fact]
    public void Stage_AfterStem_GivesWhatRunGives()
    {
        FlatLayout layout = ResNetLayout.Of(Basic);
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = layout.Open(Uneven(layout, 3), learns: false);
        Tensor picture = Tensors.From(Picture(32, 32, 5), 1, 3, 32, 32), stem = ResNetNetwork.Stem(tensors, picture);
        Tensor first = ResNetNetwork.Stage(tensors, Basic, 1, stem), second = ResNetNetwork.Stage(tensors, Basic, 2,
            first);
        Tensor[] run = ResNetNetwork.Run(tensors, Basic, picture, [0, 2]);
        Assert.Equal(Tensors.ToFloats(stem), Tensors.ToFloats(run[0]));
        Assert.Equal(Tensors.ToFloats(second), Tensors.ToFloats(run[1]));
    }

    [Fact]
    public void Run_WhileLearning_ChangesKeptStatisticsAndGivesGradients()
    {
        FlatLayout layout = ResNetLayout.Of(Basic);
        float[] weights = Uneven(layout, 3), after = [.. weights], gradient = new float[layout.Count];
        using DisposeScope scope = NewDisposeScope();
        var guard = new BackwardGuard();
        FlatTensors tensors = layout.Open(weights, learns: true);
        Tensor[] taps = ResNetNetwork.Run(tensors, Basic, Tensors.From(Picture(32, 32, 5), 1, 3, 32, 32), [1, 3]);
        tensors.Differentiate(guard, (taps[0] * taps[0]).mean() + (taps[1] * taps[1]).mean(), gradient);
        tensors.KeepRunning(after);
        foreach (FlatPart part in layout.Parts)
            Assert.True(part.IsRunning ? !part.Of(after.AsSpan()).SequenceEqual(part.Of(weights.AsSpan()))
                : part.Of(gradient.AsSpan()).ContainsAnyExcept(0f), $"{part.Name} was left alone");
    }

    [Fact]
    public void Run_TapsThatAreNoTaps_AreRefused()
    {
        FlatLayout layout = ResNetLayout.Of(Basic);
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = layout.Open(new float[layout.Count], learns: false);
        foreach (int[] taps in new int[][] { [], [4], [2, 1], [-1], [1, 1] })
            Assert.Throws<ArgumentException>(() => ResNetNetwork.Run(tensors, Basic, zeros(1, 3, 32, 32), taps));
    }

    /// <summary>Weights of which every norm is unlike every other.</summary>
    internal static float[] Uneven(FlatLayout layout, int seed)
    {
        float[] weights = ResNetDraws.Draw(layout, seed);
        var random = new Random(seed);
        foreach (FlatPart part in layout.Parts)
            if (part.Shape.Length == 1)
                foreach (ref float number in part.Of(weights.AsSpan()))
                    number = part.Name.EndsWith("bias", StringComparison.Ordinal)
                        || part.Name.EndsWith("mean", StringComparison.Ordinal)
                        ? random.NextSingle() - 0.5f : random.NextSingle() + 0.5f;
        return weights;
    }

    /// <summary>Channels one after the other, of -1 to 1.</summary>
    internal static float[] Picture(int height, int width, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * height * width).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
