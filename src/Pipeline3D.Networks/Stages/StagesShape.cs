using System.Collections.Immutable;

namespace Pipeline3D.Networks.Stages;

/// <summary>Sizes of a network of convolutions that halve pictures or volumes, stage by stage, down to a short
/// code.</summary>
/// <param name="Extent">Sides of what goes in: [height, width] of pictures, [depth, height, width] of volumes.</param>
/// <param name="Widths">Channels behind each stage, the first one first.</param>
/// <param name="Code">Numbers of a code.</param>
/// <param name="Channels">Channels of what goes in.</param>
public sealed record StagesShape(ImmutableArray<int> Extent, ImmutableArray<int> Widths, int Code, int Channels = 1)
{
    /// <summary>Sides of the map behind the last stage.</summary>
    public ImmutableArray<int> Low => [.. Extent.Select(side => side >> Widths.Length)];

    /// <summary>Numbers of the map behind the last stage.</summary>
    public int Flat => Low.Aggregate(Widths[^1], (all, side) => checked(all * side));

    /// <summary>Why these sizes make no network, a phrase; null when they do.</summary>
    public string? Problem => Extent.Length is not (2 or 3) ? $"{Extent.Length} axes are neither picture nor volume"
        : Widths.IsEmpty || Widths.Any(width => width < 1) || Code < 1 || Channels < 1 ? "a size is below 1"
        : Widths.Length > 16 || Extent.Any(side => side < 1 || side % (1 << Widths.Length) != 0)
            ? $"a side of {Extent.FirstOrDefault(side => side < 1 || side % (1 << Widths.Length) != 0)} cannot be "
                + $"halved {Widths.Length} times without a rest"
        : null;
}
