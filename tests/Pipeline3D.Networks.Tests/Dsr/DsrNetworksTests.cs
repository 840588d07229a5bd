using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.Dsr;

public sealed class DsrNetworksTests : NeedsTorch
{
    private static readonly DsrShape Shape = new() { Hidden = 8, Residual = 3, Embedding = 6, Codes = 5 };

    [Fact]
    public void Autoencoder_AnyPicture_KeepsItsSizeAndLearnsInEveryTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        FlatLayout layout = DsrAutoencoder.Layout(Shape);
        float[] weights = Wide(DsrStart.Autoencoder(layout, 1));
        FlatTensors tensors = layout.Open(weights, learns: true);
        Tensor picture = Tensors.From(Waves(2 * 32 * 48), 2, 1, 32, 48);
        DsrEncoding found = DsrAutoencoder.Encode(tensors, picture);
        Assert.Equal([2L, 6, 4, 6], found.LowCodes.Codes.shape);
        Assert.Equal([2L, 6, 8, 12], found.HighCodes.Codes.shape);
        Tensor again = DsrAutoencoder.Decode(tensors, DsrAutoencoder.Joined(tensors, found.LowCodes.Codes,
            found.HighCodes.Codes));
        Assert.Equal(picture.shape, again.shape);
        RequireGradients(layout, tensors, (again - picture).square().mean());
    }

    [Fact]
    public void NetworksOfAnObject_GiveTheirShapesAndLearnInEveryTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        FlatLayout layout = new();
        DsrRestriction.AddTo(layout, "r.", 6);
        DsrObjectDecoder.AddTo(layout, "d.", Shape, 4);
        DsrSegmentation.AddTo(layout, "s.", 4);
        FlatTensors tensors = layout.Open(Wide(DsrStart.Draw(layout, 2, _ => false)), learns: true);
        Tensor codes = Tensors.From(Waves(6 * 16 * 8), 1, 6, 16, 8), restored = DsrRestriction.Run(tensors, "r.", codes);
        Assert.Equal(codes.shape, restored.shape);
        Tensor picture = DsrObjectDecoder.Run(tensors, "d.", cat([restored, codes], 1));
        Assert.Equal([1L, 1, 64, 32], picture.shape);
        Tensor logits = DsrSegmentation.Run(tensors, "s.", picture, picture.square());
        Assert.Equal([1L, 2, 64, 32], logits.shape);
        RequireGradients(layout, tensors, (logits * Tensors.From(Waves(2 * 64 * 32), 1, 2, 64, 32)).square().mean());
    }

    [Fact]
    public void Draw_Tensors_HaveTheirDeviations()
    {
        FlatLayout layout = new FlatLayout().AddDense("a", 50, 40, 3, 3).AddTransposed("b", 30, 20, 4)
            .AddState("codes", 40, 50);
        float[] weights = DsrStart.Draw(layout, 3, name => name == "a.weight");
        Assert.Equal(0.02, Deviation("a.weight"), 1e-3);
        double bound = 1 / Math.Sqrt(40 * 9);
        Assert.InRange(layout["a.bias"].Of(weights).ToArray().Max(MathF.Abs), 0.8 * bound, bound);
        Assert.Equal(1 / Math.Sqrt(20 * 16 * 3), Deviation("b.weight"), 1e-3);
        Assert.Equal(1, Deviation("codes"), 0.05);
        Assert.Equal(weights, DsrStart.Draw(layout, 3, name => name == "a.weight"));

        double Deviation(string name) => Math.Sqrt(layout[name].Of(weights).ToArray().Average(value
            => (double)value * value));
    }

    [Fact]
    public void ConvolveTransposed_OneWeight_SpreadsEachPixel()
    {
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = new FlatLayout().AddTransposed("up", 1, 1, 2).Open([1, 2, 3, 4, 10], learns: false);
        float[] spread = Tensors.ToFloats(tensors.ConvolveTransposed(Tensors.From([1f, 2], 1, 1, 1, 2), "up", 2));
        Assert.Equal([11, 12, 12, 14, 13, 14, 16, 18], spread);
    }

    [Theory, InlineData(7, 4), InlineData(8, 5), InlineData(0, 4)]
    public void Layout_SizesOfNoNetwork_SaysWhich(int hidden, int embedding)
        => Assert.Contains("must be even", Assert.Throws<ArgumentException>(() => DsrAutoencoder.Layout(Shape with
        {
            Hidden = hidden, Embedding = embedding,
        })).Message, StringComparison.Ordinal);

    // Far from 0, so that no relu is closed for all pixels.
    private static float[] Wide(float[] weights) => [.. weights.Select(weight => 4 * weight)];

    private static float[] Waves(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(0.37f * i)
        + (0.5f * MathF.Cos(0.011f * i)))];

    private static void RequireGradients(FlatLayout layout, FlatTensors tensors, Tensor loss)
    {
        var gradient = new float[layout.Count];
        tensors.Differentiate(new BackwardGuard(), loss, gradient);
        // A bias right before an instance norm changes nothing, as in the published networks.
        Assert.Empty(layout.Parts.Where(part => part.Name.EndsWith("weight", StringComparison.Ordinal)
            && !part.Of(gradient).ContainsAnyExcept(0)).Select(part => part.Name));
    }
}
