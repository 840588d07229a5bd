using System.Collections.Immutable;

namespace Pipeline3D.Networks.Ast;

/// <summary>Sizes of AST's teacher and student; the defaults are the published ones for depth alone.</summary>
/// <remarks>Source: Rudolph et al. 2023, Asymmetric Student-Teacher Networks for Industrial Anomaly Detection,
/// arXiv:2210.07829, and its public code.</remarks>
public sealed record AstShape
{
    /// <summary>Channels of the features; 2 or more.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>Channels of the position code; a multiple of 4, or 0 for none.</summary>
    public int Position { get; init; } = 32;

    /// <summary>Side of the filters of each coupling block; odd. There are as many blocks.</summary>
    public ImmutableArray<int> Kernels { get; init; } = [3, 3, 3, 5];

    /// <summary>Channels inside a block's sub-networks.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Largest logarithm of a block's factors, about.</summary>
    public double Clamp { get; init; } = 1.9;

    /// <summary>What brings the arc tangent to the clamp: 2 / pi, about.</summary>
    public double Squash { get; init; } = 0.636;

    /// <summary>Channels inside the student.</summary>
    public int StudentWidth { get; init; } = 1024;

    /// <summary>Residual blocks of the student.</summary>
    public int StudentBlocks { get; init; } = 4;

    /// <summary>Slope of the student's leaky ReLU below 0.</summary>
    public double Leak { get; init; } = 0.01;

    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    internal void Require()
    {
        if (Channels < 2 || Hidden < 1 || StudentWidth < 1 || StudentBlocks < 0)
            throw new ArgumentException($"{Channels} channels, {Hidden} inside, a student of {StudentWidth} and "
                + $"{StudentBlocks} blocks: two channels and widths of 1 are needed");
        if (Position < 0 || Position % 4 != 0)
            throw new ArgumentException($"a position code of {Position} channels: a multiple of 4 is needed");
        if (Kernels.Length == 0 || Kernels.Any(side => side < 1 || side % 2 == 0))
            throw new ArgumentException($"filters of {string.Join(", ", Kernels)}: odd sides are needed");
        if (!(Clamp > 0))
            throw new ArgumentException($"a clamp of {Clamp}: more than 0 is needed");
    }

    /// <inheritdoc/>
    public bool Equals(AstShape? other) => other is not null && Kernels.AsSpan().SequenceEqual(other.Kernels.AsSpan())
        && (Channels, Position, Hidden, Clamp, Squash, StudentWidth, StudentBlocks, Leak) == (other.Channels,
            other.Position, other.Hidden, other.Clamp, other.Squash, other.StudentWidth, other.StudentBlocks,
            other.Leak);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channels, Position, Kernels.Sum(), Hidden, Clamp,
        StudentWidth, StudentBlocks, Leak);
}
