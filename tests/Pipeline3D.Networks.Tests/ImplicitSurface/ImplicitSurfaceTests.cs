using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.ImplicitSurface;

public sealed class ImplicitSurfaceTests : NeedsTorch
{
    private const int Patches = 3, Points = 10;

    private static readonly ImplicitSurfaceShape Shape = new()
    {
        Widths = [4, 6, 12], Middle = 8, Code = 5, Hidden = 9, Layers = 2,
    };

    private static readonly SurfaceEncoder Encoder = new(Shape);

    private static readonly SurfaceField Field = new(Shape);

    /// <summary>The gradient that is written out is the one that automatic differentiation finds.</summary>
    [Fact]
    public void Run_Gradient_IsThatOfTheDistance()
    {
        FlatTensors tensors = SurfaceStart.Layout(Shape).Open(Weights(1), learns: true);
        Tensor places = Places(2).requires_grad_(true), codes = Encoder.Run(tensors, Places(1));
        (Tensor distance, Tensor gradient) = Field.Run(tensors, codes, places);
        float[] wanted = Tensors.ToFloats(Gradients.Of(new BackwardGuard(), [distance.sum()], [places])[0]!),
            found = Tensors.ToFloats(gradient);
        Assert.Equal([Patches, Points, 3], gradient.shape);
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Contains(wanted, number => Math.Abs(number) > 0.1);
    }

    /// <summary>Every tensor learns; those of the field, where no ReLU or largest value turns over, as finite
    /// differences say.</summary>
    [Fact]
    public void Loss_Gradients_ReachEveryTensorAndAreThoseOfFiniteDifferences()
    {
        FlatLayout layout = SurfaceStart.Layout(Shape);
        float[] weights = Weights(1), gradient = new float[layout.Count];
        FlatTensors tensors = layout.Open(weights, learns: true);
        tensors.Differentiate(new BackwardGuard(), Loss(tensors), gradient);
        foreach (FlatPart part in layout.Parts)
            Assert.True(part.IsRunning == part.Of(gradient.AsSpan()).ToArray().All(number => number == 0), part.Name);
        foreach (string name in new[] { "field.fc5.weight", "field.fc5.bias", "field.g.1", "field.v.1" })
        {
            FlatPart part = layout[name];
            float[] own = part.Of(gradient.AsSpan()).ToArray(), more = [.. weights], less = [.. weights];
            int steepest = Array.IndexOf(own, own.MaxBy(Math.Abs));
            more[part.Start + steepest] += 1e-4f;
            less[part.Start + steepest] -= 1e-4f;
            double slope = (Loss(layout.Open(more, true)).item<float>() - Loss(layout.Open(less, true)).item<float>())
                / 2e-4;
            Assert.True(Math.Abs(slope - own[steepest]) < 0.05 * Math.Abs(slope),
                $"{part.Name}: {own[steepest]}, by differences {slope}");
        }
    }

    /// <summary>Norms and lengths multiplied into the layers change nothing but rounding.</summary>
    [Fact]
    public void Expert_CodesAndDistances_AreThoseOfTheNetwork()
    {
        FlatLayout layout = SurfaceStart.Layout(Shape);
        float[] weights = Weights(4);
        FlatTensors tensors = layout.Open(weights, learns: false);
        Tensor codes = Encoder.Run(tensors, Places(1)), distance = Field.Run(tensors, codes, Places(2)).Distance;
        using var expert = new SurfaceExpert(Shape, weights);
        float[] found = expert.Codes(Tensors.ToFloats(Places(1)), Points);
        Assert.All(Tensors.ToFloats(codes).Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(Tensors.ToFloats(distance).Zip(expert.Distances(found, Tensors.ToFloats(Places(2)), Points)), pair
            => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(found, number => Assert.True(number >= 0));
        // One patch after the other is the same as all together, but for rounding.
        Assert.All(found.AsSpan(0, Shape.Code).ToArray().Zip(expert.Codes(Tensors.ToFloats(Places(1)).AsSpan(0, 3 * Points)
            .ToArray(), Points)), pair
            => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Expert_Disposed_FreesItsTensors()
    {
        long before = SettledTensors();
        new SurfaceExpert(Shape, Weights(1)).Dispose();
        Assert.Equal(before, SettledTensors());
        Assert.Throws<ArgumentException>(() => new SurfaceExpert(Shape, new float[3]));
    }

    /// <summary>Before any training the field is near that of a ball: lower at the middle, higher far out.</summary>
    [Fact]
    public void Draw_FieldBeforeTraining_GrowsOutwards()
    {
        var shape = new ImplicitSurfaceShape { Widths = [4, 8, 64], Middle = 32, Code = 8, Hidden = 64, Layers = 3 };
        using var expert = new SurfaceExpert(shape, SurfaceStart.Draw(shape, 5));
        var directions = new List<float>();
        for (int i = 0; i < 12; i++)
            directions.AddRange([MathF.Cos(i), MathF.Sin(i), MathF.Cos(3 * i)]);
        double inside = Mean(0.01f), outside = Mean(4);
        Assert.True(inside < outside - 0.5, $"{inside} inside, {outside} outside");
        Assert.Equal(SurfaceStart.Draw(shape, 5), SurfaceStart.Draw(shape, 5));
        Assert.NotEqual(SurfaceStart.Draw(shape, 5), SurfaceStart.Draw(shape, 6));

        double Mean(float radius) => expert.Distances(new float[shape.Code],
            [.. directions.Select(value => radius * value)], 12).Average();
    }

    [Fact]
    public void Require_SizesThatMakeNoNetwork_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => SurfaceStart.Layout(Shape with { Widths = [4, 6] }));
        Assert.Throws<ArgumentException>(() => SurfaceStart.Layout(Shape with { Layers = 0 }));
        Assert.Equal(Shape, Shape with { Widths = [4, 6, 12] });
        Assert.NotEqual(Shape, Shape with { Widths = [4, 6, 13] });
    }

    private static Tensor Loss(FlatTensors tensors)
    {
        Tensor places = Places(2), codes = Encoder.Run(tensors, Places(1));
        return SurfacePull.Of(Field.Run(tensors, codes, places), places).Loss(Places(3));
    }

    // Lengths and norms differ from those that a network begins with.
    private static float[] Weights(int seed)
    {
        float[] weights = SurfaceStart.Draw(Shape, seed);
        var random = new Random(seed);
        foreach (ref float weight in weights.AsSpan())
            weight += (float)(0.2 * random.NextDouble());
        return weights;
    }

    private static Tensor Places(int seed)
    {
        var random = new Random(seed);
        return Tensors.From([.. Enumerable.Range(0, Patches * Points * 3).Select(_ => random.NextSingle() - 0.5f)],
            Patches, Points, 3);
    }
}
