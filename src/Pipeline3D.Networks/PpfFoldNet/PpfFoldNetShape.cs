using System.Collections.Immutable;

namespace Pipeline3D.Networks.PpfFoldNet;

/// <summary>Sizes of a <see cref="PpfFoldNetNetwork"/>; the defaults are the paper's where it gives them.</summary>
public sealed record PpfFoldNetShape
{
    /// <summary>Most numbers of a layer.</summary>
    public const int MaxWidth = 4096;

    /// <summary>Outputs of the encoder's layers on points; the paper's three layers, widths as PointNet's.</summary>
    public ImmutableArray<int> Widths { get; init; } = [64, 128, 256];

    /// <summary>Numbers of a codeword, which describes a patch; 512 in the paper.</summary>
    public int Code { get; init; } = 512;

    /// <summary>Numbers of the hidden layers of a folding.</summary>
    public int Folding { get; init; } = 512;

    /// <summary>Layers of a folding; 5 in the paper.</summary>
    public int FoldingLayers { get; init; } = 5;

    /// <summary>Nodes along a side of the grid that is folded; 45 in the paper, for patches of 2048 points.</summary>
    public int Grid { get; init; } = 45;

    /// <summary>Fails when a size is none.</summary>
    /// <exception cref="ArgumentException">It says which, and what it must be.</exception>
    public void Require()
    {
        if (Widths.IsDefaultOrEmpty || Widths.Length > 8 || Widths.Any(width => width is < 1 or > MaxWidth))
            throw new ArgumentException($"widths of 1 to 8 layers, each from 1 to {MaxWidth}, are needed");
        foreach ((string name, int size, int least, int most) in new[]
        {
            ("code", Code, 1, MaxWidth), ("folding", Folding, 1, MaxWidth), ("folding_layers", FoldingLayers, 2, 16),
            ("grid", Grid, 2, 128),
        })
            if (size < least || size > most)
                throw new ArgumentException($"{name} is {size}, and must be from {least} to {most}");
    }
}
