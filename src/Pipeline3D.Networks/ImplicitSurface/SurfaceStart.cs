using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.ImplicitSurface;

/// <summary>Encoder and field before any training.</summary>
/// <remarks>Source: Shape-Guided's public code, after Neural-Pull: the field begins near a ball of radius one half. The
/// encoder and the field's first two layers are PyTorch's; the others are normal with variance 2 / Hidden and no bias,
/// lengths those of the drawn rows; the last is about 2 root(pi / Hidden), its bias -0.5.</remarks>
public static class SurfaceStart
{
    private const double LastDeviation = 1e-6, LastBias = -0.5;

    /// <summary>All tensors of both, encoder first.</summary>
    public static FlatLayout Layout(ImplicitSurfaceShape shape)
    {
        shape.Require();
        var layout = new FlatLayout();
        new SurfaceEncoder(shape).AddTo(layout);
        new SurfaceField(shape).AddTo(layout);
        return layout;
    }

    /// <summary>Draws the numbers of <see cref="Layout"/>.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="seed">Seed; every tensor draws from a stream of its own.</param>
    public static float[] Draw(ImplicitSurfaceShape shape, long seed)
    {
        FlatLayout layout = Layout(shape);
        float[] weights = FlatDraws.AsPyTorch(layout, seed);
        double deviation = Math.Sqrt(2.0 / shape.Hidden);
        Normal(layout, weights, $"{SurfaceField.Prefix}fc3.weight", 0, deviation, seed);
        Fill(layout, weights, $"{SurfaceField.Prefix}fc3.bias", 0);
        for (int i = 0; i < shape.Layers; i++)
        {
            Normal(layout, weights, $"{SurfaceField.Prefix}v.{i}", 0, deviation, seed);
            Span<float> rows = layout[$"{SurfaceField.Prefix}v.{i}"].Of(weights.AsSpan()),
                lengths = layout[$"{SurfaceField.Prefix}g.{i}"].Of(weights.AsSpan());
            for (int row = 0; row < lengths.Length; row++)
                lengths[row] = (float)SurfaceField.Length(rows.Slice(row * shape.Hidden, shape.Hidden));
            Fill(layout, weights, $"{SurfaceField.Prefix}bias.{i}", 0);
        }
        Normal(layout, weights, $"{SurfaceField.Prefix}fc5.weight", 2 * Math.Sqrt(Math.PI / shape.Hidden),
            LastDeviation, seed);
        Fill(layout, weights, $"{SurfaceField.Prefix}fc5.bias", (float)LastBias);
        return weights;
    }

    private static void Normal(FlatLayout layout, float[] weights, string name, double mean, double deviation,
        long seed)
    {
        FlatPart part = layout[name];
        var random = new SplitMix64(seed, ~(long)part.Start);
        foreach (ref float number in part.Of(weights.AsSpan()))
            number = (float)(mean + (deviation * random.NextNormal()));
    }

    private static void Fill(FlatLayout layout, float[] weights, string name, float number)
        => layout[name].Of(weights.AsSpan()).Fill(number);
}
