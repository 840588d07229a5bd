namespace Pipeline3D.Networks.PointMae;

/// <summary>Sizes of a Point-MAE network; the defaults are the published ones.</summary>
public sealed record PointMaeShape
{
    /// <summary>Points of a group S.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>Numbers of a token d.</summary>
    public int Width { get; init; } = 384;

    /// <summary>Heads of attention; they divide the width.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Blocks of the encoder.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Blocks of the decoder; 0: there is none, and nothing can be reconstructed.</summary>
    public int DecoderLayers { get; init; } = 4;

    /// <summary>Widths of the three inner layers of the network that makes a token of a group's points.</summary>
    public (int First, int Second, int Third) Mini { get; init; } = (128, 256, 512);

    /// <summary>Width of the inner layer that makes positions of centres.</summary>
    public int Position { get; init; } = 128;

    /// <summary>Blocks of the encoder whose tokens are features: those after a third, two thirds and all of it, 3, 7
    /// and 11 of the published 12.</summary>
    public IReadOnlyList<int> Taps => [.. Enumerable.Range(1, 3).Select(third => ((Layers * third) + 2) / 3 - 1)
        .Where(block => block >= 0).Distinct()];

    /// <summary>Numbers of a feature.</summary>
    public int FeatureLength => Width * Taps.Count;

    /// <summary>Fails for sizes that make no network.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or the heads do not divide the width.</exception>
    public void Require()
    {
        if (Math.Min(Math.Min(GroupSize, Width), Math.Min(Heads, Layers)) < 1 || DecoderLayers < 0
            || Math.Min(Math.Min(Mini.First, Mini.Second), Math.Min(Mini.Third, Position)) < 1)
            throw new ArgumentException($"a size of {this} is below 1");
        if (Width % Heads != 0)
            throw new ArgumentException($"{Heads} heads do not divide a width of {Width}");
    }
}
