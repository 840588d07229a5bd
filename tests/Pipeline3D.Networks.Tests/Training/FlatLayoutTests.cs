using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.Training;

public sealed class FlatLayoutTests
{
    private static FlatLayout Small => new FlatLayout().AddDense("a", 3, 2).AddNorm("n", 3).AddRunning("n", 3)
        .Add("idle", 2);

    [Fact]
    public void Add_Tensors_LieOneAfterTheOther()
    {
        FlatLayout layout = Small;
        Assert.Equal([("a.weight", 0, 6), ("a.bias", 6, 3), ("n.weight", 9, 3), ("n.bias", 12, 3),
            ("n.running_mean", 15, 3), ("n.running_var", 18, 3), ("idle", 21, 2)],
            layout.Parts.Select(part => (part.Name, part.Start, part.Count)));
        Assert.Equal(23, layout.Count);
        Assert.Equal(["n.running_mean", "n.running_var"], layout.Parts.Where(part => part.IsRunning).Select(part
            => part.Name));
        Assert.Equal([3, 2], layout["a.weight"].Shape);
        Assert.Throws<ArgumentException>(() => layout["b.weight"]);
        Assert.Throws<ArgumentException>(() => layout.Add("a.bias", 3));
        Assert.Throws<ArgumentException>(() => layout.Add("c", 3, 0));
    }

    /// <summary>Gradients are those of finite differences, at their places; running numbers have none, and are those of
    /// the batch.</summary>
    [Fact]
    public void Differentiate_AndKeepRunning_AsFiniteDifferencesAndTheBatchSay()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        FlatLayout layout = Small;
        var random = new Random(4);
        var weights = new float[layout.Count];
        foreach (ref float weight in weights.AsSpan())
            weight = (float)(0.5 + random.NextDouble());
        float[] rows = [.. Enumerable.Range(0, 10).Select(i => MathF.Sin(2 * i))], before = [.. weights];
        using DisposeScope scope = NewDisposeScope();
        FlatTensors tensors = layout.Open(weights, learns: true);
        var gradient = new float[layout.Count];
        tensors.Differentiate(new BackwardGuard(), Loss(tensors, rows), gradient);
        for (int i = 0; i < layout.Count; i++)
        {
            float[] more = [.. weights], less = [.. weights];
            (more[i], less[i]) = (more[i] + 1e-2f, less[i] - 1e-2f);
            double slope = i is >= 15 and < 21 ? 0 : (Loss(layout.Open(more, true), rows).item<float>()
                - Loss(layout.Open(less, true), rows).item<float>()) / 2e-2;
            Assert.True(Math.Abs(slope - gradient[i]) < 2e-3, $"weight {i}: {gradient[i]}, by differences {slope}");
        }
        tensors.KeepRunning(weights);
        Assert.Equal(before.AsSpan(0, 15), weights.AsSpan(0, 15));
        Assert.Equal(before.AsSpan(21), weights.AsSpan(21));
        for (int column = 0; column < 3; column++)
        {
            double[] linear = [.. Enumerable.Range(0, 5).Select(row => ((double)before[2 * column] * rows[2 * row])
                + (before[(2 * column) + 1] * rows[(2 * row) + 1]) + before[6 + column])];
            double mean = linear.Average(), variance = linear.Sum(value => (value - mean) * (value - mean)) / 4;
            Assert.Equal((0.9 * before[15 + column]) + (0.1 * mean), weights[15 + column], 1e-5);
            Assert.Equal((0.9 * before[18 + column]) + (0.1 * variance), weights[18 + column], 1e-5);
        }
        Assert.Throws<ArgumentException>(() => layout.Open(weights.AsSpan(1), learns: false));
        Assert.Throws<ArgumentException>(() => tensors.Differentiate(new BackwardGuard(), tensors["idle"].sum(),
            new float[3]));
    }

    [Fact]
    public void BatchNorm_KeptStatistics_WhetherItLearnsOrNot()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        FlatLayout layout = Small;
        float[] weights = [.. Enumerable.Range(1, layout.Count).Select(i => 0.1f * i)], rows = [1, 2, 3, 4, 5, 6];
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = layout.Open(weights, learns: true, keepsNorms: true).BatchNorm(Tensors.From(rows, 2, 3), "n"),
            frozen = layout.Open(weights, learns: false).BatchNorm(Tensors.From(rows, 2, 3), "n");
        Assert.Equal(Tensors.ToFloats(frozen), Tensors.ToFloats(kept));
        Assert.Equal(((rows[0] - weights[15]) / Math.Sqrt(weights[18] + 1e-5) * weights[9]) + weights[12],
            Tensors.ToFloats(kept)[0], 1e-5);
    }

    [Fact]
    public void Fold_LayerAndNorm_OneLayerOfTheSameNumbers()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        using DisposeScope scope = NewDisposeScope();
        FlatLayout layout = Small;
        float[] weights = [.. Enumerable.Range(1, layout.Count).Select(i => 0.3f + MathF.Abs(MathF.Sin(i)))],
            rows = [1, -2, 3, 4, 0.5f, 6];
        FlatTensors tensors = layout.Open(weights, learns: false);
        float[] wanted = Tensors.ToFloats(tensors.BatchNorm(tensors.Linear(Tensors.From(rows, 3, 2), "a"), "n"));
        (float[] weight, float[] bias) = layout.Fold(weights, "a", "n");
        float[] found = Tensors.ToFloats(nn.functional.linear(Tensors.From(rows, 3, 2), Tensors.From(weight, 3, 2),
            Tensors.From(bias, 3)));
        for (int i = 0; i < wanted.Length; i++)
            Assert.Equal(wanted[i], found[i], 1e-5);
        // A layer without a bias has the norm's alone.
        FlatLayout bare = new FlatLayout().Add("a.weight", 1, 1).AddNorm("n", 1).AddRunning("n", 1);
        Assert.Equal(3 - (2 * 5 / Math.Sqrt(4 + 1e-5)), bare.Fold([7, 2, 3, 5, 4], "a", "n").Bias[0], 1e-5);
    }

    [Fact]
    public void Hold_Tensors_OutliveTheScopeUntilTheyAreDisposed()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        FlatLayout layout = Small;
        float[] weights = [.. Enumerable.Range(0, layout.Count).Select(i => (float)i)];
        FlatTensors held;
        using (NewDisposeScope())
            held = layout.Hold(weights);
        Tensor kept = held["idle"];
        Assert.Equal([21, 22], Tensors.ToFloats(kept));
        Assert.False(kept.requires_grad);
        held.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void AsPyTorch_EveryPart_WithinItsBound()
    {
        FlatLayout layout = new FlatLayout().AddDense("a", 40, 25).AddNorm("n", 40).AddRunning("n", 40)
            .Add("conv.weight", 8, 4, 3, 3);
        float[] weights = FlatDraws.AsPyTorch(layout, seed: 5);
        Assert.Equal(weights, FlatDraws.AsPyTorch(layout, seed: 5));
        Assert.NotEqual(weights, FlatDraws.AsPyTorch(layout, seed: 6));
        foreach ((string name, double bound) in new[] { ("a.weight", 0.2), ("a.bias", 0.2), ("conv.weight", 1.0 / 6) })
        {
            float[] part = layout[name].Of(weights.AsSpan()).ToArray();
            Assert.InRange(part.Max(MathF.Abs), 0.7 * bound, bound);
        }
        foreach ((string name, float value) in new[] { ("n.weight", 1f), ("n.bias", 0f), ("n.running_mean", 0f),
            ("n.running_var", 1f) })
            Assert.All(layout[name].Of(weights.AsSpan()).ToArray(), number => Assert.Equal(value, number));
    }

    private static Tensor Loss(FlatTensors tensors, float[] rows)
        => (tensors.BatchNorm(tensors.Linear(Tensors.From(rows, 5, 2), "a"), "n").square()
            * Tensors.From([1, 2, 3], 3)).mean();
}
