using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PpfFoldNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.PpfFoldNet;

/// <summary>The autoencoder of patches.</summary>
public sealed class PpfFoldNetNetworkTests : NeedsTorch
{
    private static readonly PpfFoldNetShape Small = new()
    {
        Widths = [5, 6], Code = 8, Folding = 7, FoldingLayers = 3, Grid = 3,
    };

    [Fact]
    public void Encode_PointsInAnotherOrder_IsTheSameCodeword()
    {
        float[] patch = Draw(1, 11), turned = [.. Enumerable.Range(0, 11).Reverse().SelectMany(i
            => patch[(4 * i)..((4 * i) + 4)])];
        float[] code = Code(patch), other = Code(turned);
        Assert.Equal(8, code.Length);
        for (int i = 0; i < code.Length; i++)
            Assert.Equal(code[i], other[i], 1e-6f);
        Assert.NotEqual(code, Code(Draw(2, 11)));

        static float[] Code(float[] points) => Tensors.ToFloats(PpfFoldNetNetwork.Encode(Small, Open(3),
            Tensors.From(points, 1, 11, 4)));
    }

    [Fact]
    public void Loss_OfPatches_IsThatOfPlainLoops()
    {
        float[] made = Draw(4, 2 * 9), given = Draw(5, 2 * 6);
        double expected = 0;
        for (int patch = 0; patch < 2; patch++)
            expected += Math.Max(Enumerable.Range(0, 9).Average(i => Enumerable.Range(0, 6).Min(j => Apart(patch, i,
                j))), Enumerable.Range(0, 6).Average(j => Enumerable.Range(0, 9).Min(i => Apart(patch, i, j)))) / 2;
        Assert.Equal(expected, PpfFoldNetNetwork.Loss(Tensors.From(made, 2, 9, 4), Tensors.From(given, 2, 6, 4))
            .item<float>(), 1e-5);

        double Apart(int patch, int i, int j) => Math.Sqrt(Enumerable.Range(0, 4).Sum(k => Math.Pow(
            made[(36 * patch) + (4 * i) + k] - (double)given[(24 * patch) + (4 * j) + k], 2)));
    }

    [Fact]
    public void Differentiate_Loss_IsTheFiniteDifference()
    {
        FlatLayout layout = PpfFoldNetNetwork.Layout(Small);
        float[] weights = FlatDraws.AsPyTorch(layout, 6), gradient = new float[layout.Count], given = Draw(7, 2 * 10);
        FlatTensors tensors = layout.Open(weights, learns: true);
        tensors.Differentiate(new BackwardGuard(), Loss(tensors), gradient);
        foreach (string name in new[] { "point.0.weight", "join.1.weight", "fold1.0.weight", "fold2.2.bias" })
        {
            float[] part = layout[name].Of(gradient.AsSpan()).ToArray();
            int at = layout[name].Start + Enumerable.Range(0, part.Length).MaxBy(i => Math.Abs(part[i]));
            const float step = 1e-3f;
            Assert.Equal(gradient[at], (At(at, step) - At(at, -step)) / (2 * step),
                Math.Max(0.03 * Math.Abs(gradient[at]), 2e-3));
        }

        Tensor Loss(FlatTensors of)
        {
            Tensor patches = Tensors.From(given, 2, 10, 4);
            return PpfFoldNetNetwork.Loss(PpfFoldNetNetwork.Decode(Small, of, PpfFoldNetNetwork.Encode(Small, of,
                patches)), patches);
        }

        double At(int place, float step)
        {
            float[] moved = [.. weights];
            moved[place] += step;
            return Loss(layout.Open(moved, learns: false)).item<float>();
        }
    }

    [Fact]
    public void Layout_AsPublished_FoldsFiveLayersTwice()
    {
        FlatLayout layout = PpfFoldNetNetwork.Layout(new PpfFoldNetShape());
        Assert.Equal([512L, 514], layout["fold1.0.weight"].Shape);
        Assert.Equal([4L, 512], layout["fold2.4.weight"].Shape);
        Assert.Throws<ArgumentException>(() => PpfFoldNetNetwork.Layout(Small with { Grid = 1 }));
    }

    private static FlatTensors Open(int seed)
    {
        FlatLayout layout = PpfFoldNetNetwork.Layout(Small);
        return layout.Open(FlatDraws.AsPyTorch(layout, seed), learns: false);
    }

    private static float[] Draw(int seed, int points)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 4 * points).Select(_ => (float)random.NextDouble())];
    }
}
