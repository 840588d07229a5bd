using System.Collections.Immutable;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>Sizes of a <see cref="PatchClassifier"/>.</summary>
public sealed record PatchClassifierShape
{
    /// <summary>Numbers of each layer's output that every point goes through.</summary>
    public ImmutableArray<int> Widths { get; init; } = [64, 128, 256];

    /// <summary>Numbers of the layer behind the largest of all points.</summary>
    public int Hidden { get; init; } = 64;
}
