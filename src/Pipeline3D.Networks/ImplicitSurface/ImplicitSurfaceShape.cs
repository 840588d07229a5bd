using System.Collections.Immutable;

namespace Pipeline3D.Networks.ImplicitSurface;

/// <summary>Sizes of a <see cref="SurfaceEncoder"/> and a <see cref="SurfaceField"/>; the defaults are those of
/// Shape-Guided.</summary>
public sealed record ImplicitSurfaceShape
{
    /// <summary>Numbers of a point behind each of the encoder's three layers.</summary>
    public ImmutableArray<int> Widths { get; init; } = [64, 128, 1024];

    /// <summary>Numbers between the largest of all points and the code.</summary>
    public int Middle { get; init; } = 512;

    /// <summary>Numbers of a code.</summary>
    public int Code { get; init; } = 128;

    /// <summary>Width of the field's layers.</summary>
    public int Hidden { get; init; } = 512;

    /// <summary>Layers of the field whose rows have lengths of their own.</summary>
    public int Layers { get; init; } = 7;

    /// <summary>Fails for sizes that make no network.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or the encoder has another number of layers than
    /// three.</exception>
    public void Require()
    {
        if (Widths.IsDefault || Widths.Length != 3 || Widths.Min() < 1 || Middle < 1 || Code < 1 || Hidden < 1
            || Layers < 1)
            throw new ArgumentException($"an encoder of {(Widths.IsDefault ? "" : string.Join(", ", Widths))} and "
                + $"{Middle}, codes of {Code}, a field of {Hidden} by {Layers}: three widths are needed, and every "
                + "size is 1 or more");
    }

    /// <summary>Two are equal when all sizes are.</summary>
    public bool Equals(ImplicitSurfaceShape? other) => other is not null && Middle == other.Middle
        && Code == other.Code && Hidden == other.Hidden && Layers == other.Layers
        && Widths.AsSpan().SequenceEqual(other.Widths.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Middle, Code, Hidden, Layers, Widths[^1]);
}
