using System.Collections.Immutable;

namespace Pipeline3D.Networks.Fcgf;

/// <summary>Sizes of a <see cref="FcgfNetwork"/>; the defaults are those of the published networks of 32
/// numbers.</summary>
public sealed record FcgfShape
{
    /// <summary>Levels of the network, each with voxels of twice the side.</summary>
    public const int Levels = 4;

    private const int MaxWidth = 2048;

    /// <summary>Channels of the way down, from the finest level.</summary>
    public ImmutableArray<int> Down { get; init; } = [32, 64, 128, 256];

    /// <summary>Channels of the way up, from the finest level; the last one comes first.</summary>
    public ImmutableArray<int> Up { get; init; } = [64, 64, 64, 128];

    /// <summary>Voxels along a side of the first convolution; odd.</summary>
    public int FirstKernel { get; init; } = 5;

    /// <summary>Numbers of a descriptor, whose length is 1.</summary>
    public int Outputs { get; init; } = 32;

    /// <summary>Fails when a size is none.</summary>
    /// <exception cref="ArgumentException">It says which, and what it must be.</exception>
    public void Require()
    {
        foreach ((string name, ImmutableArray<int> widths) in new[] { ("down", Down), ("up", Up) })
            if (widths.IsDefault || widths.Length != Levels || widths.Any(width => width is < 1 or > MaxWidth))
                throw new ArgumentException($"{name} must be {Levels} widths from 1 to {MaxWidth}");
        if (FirstKernel is < 1 or > 9 || FirstKernel % 2 == 0)
            throw new ArgumentException($"first_kernel is {FirstKernel}, and must be odd, from 1 to 9");
        if (Outputs is < 1 or > MaxWidth)
            throw new ArgumentException($"outputs is {Outputs}, and must be from 1 to {MaxWidth}");
    }
}
