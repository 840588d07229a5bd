using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.RegAd;

public sealed class RegAdNetworkTests : NeedsTorch
{
    private static readonly RegAdShape Shape = new()
    {
        Backbone = new ResNetShape { Stem = 4, Blocks = [1, 1, 1], Widths = [4, 5, 6] }, Picture = 64,
        Transformer = (3, 2, 8), Head = 4,
    };

    /// <summary>Before any training transformers do nothing: maps are those of the residual network.</summary>
    [Fact]
    public void Unwarped_BeforeTraining_MapsOfTheResidualNetwork()
    {
        float[] weights = RegAdNetwork.Draw(Shape, [], seed: 1);
        FlatTensors tensors = RegAdNetwork.LayoutOf(Shape).Open(weights, learns: false);
        Tensor[] found = RegAdNetwork.Unwarped(tensors, Shape, Picture()),
            plain = ResNetNetwork.Run(tensors, Shape.Backbone, Picture(), [1, 2, 3]);
        for (int stage = 0; stage < 3; stage++)
            Assert.True(found[stage].allclose(plain[stage], rtol: 1e-4, atol: 1e-4), $"stage {stage + 1}");
        Tensor embedded = RegAdNetwork.Embed(found);
        Assert.Equal([1, Shape.Features, Shape.Grid, Shape.Grid], embedded.shape);
        // A value of a smaller map stands at all places that it covers.
        Assert.Equal(found[2][0, 3, 1, 2].item<float>(), embedded[0, 4 + 5 + 3, 7, 9].item<float>());
    }

    /// <summary>A quarter turn behind the first stage and a mirror behind the second, which do not commute: maps are led
    /// back by the later one first.</summary>
    [Fact]
    public void Unwarped_TurnThenMirror_LedBackInReverse()
    {
        FlatLayout layout = RegAdNetwork.LayoutOf(Shape);
        float[] weights = RegAdNetwork.Draw(Shape, [], seed: 1);
        new[] { MathF.PI / 2, 1, 1 }.CopyTo(layout["stn1.fc.2.bias"].Of(weights.AsSpan()));
        new[] { 0f, -1, 1 }.CopyTo(layout["stn2.fc.2.bias"].Of(weights.AsSpan()));
        FlatTensors tensors = layout.Open(weights, learns: false);
        Tensor first = ResNetNetwork.Stage(tensors, Shape.Backbone, 1, ResNetNetwork.Stem(tensors, Picture()));
        Tensor turned = SpatialTransformer.Run(tensors, "stn1.", first).Warped,
            second = ResNetNetwork.Stage(tensors, Shape.Backbone, 2, turned);
        Tensor[] found = RegAdNetwork.Unwarped(tensors, Shape, Picture());
        Assert.True(found[0].allclose(first, rtol: 1e-3, atol: 1e-3), "the first stage is not where it was");
        // The mirror undoes itself; then the turn is undone: by so many quarters that the first stage comes back.
        int quarters = Enumerable.Range(0, 4).First(count => turned.rot90(count, (2, 3)).allclose(first, rtol: 1e-3,
            atol: 1e-3));
        Assert.NotEqual(0, quarters);
        Assert.True(found[1].allclose(second.rot90(quarters, (2, 3)), rtol: 1e-3, atol: 1e-3),
            "the second stage is not where the picture is");
        Assert.False(found[1].allclose(second, rtol: 1e-3, atol: 1e-3));
    }

    [Fact]
    public void LayoutOf_SizesThatMakeNoNetwork_SaysWhich()
    {
        Assert.Contains("pictures of 72 pixels", Assert.Throws<ArgumentException>(() => RegAdNetwork.LayoutOf(Shape with
        {
            Picture = 72,
        })).Message, StringComparison.Ordinal);
        Assert.Contains("4 stages", Assert.Throws<ArgumentException>(() => RegAdNetwork.LayoutOf(Shape with
        {
            Backbone = ResNetShape.ResNet18,
        })).Message, StringComparison.Ordinal);
    }

    private static Tensor Picture() => Tensors.From([.. Enumerable.Range(0, 3 * 64 * 64).Select(i
        => MathF.Abs(MathF.Sin((0.37f * (i % 64)) + (0.011f * (i / 64)) + (i % 7))))], 1, 3, 64, 64);
}
