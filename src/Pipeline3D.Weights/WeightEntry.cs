using System.Collections.Immutable;

namespace Pipeline3D.Weights;

/// <summary>One tensor of a weight file.</summary>
/// <param name="Name">Dotted path, for example <c>teacher.residual_blocks.0.bias</c>.</param>
/// <param name="Type">Type of its numbers in the file.</param>
/// <param name="Shape">Sizes, outermost first; empty for a single number.</param>
public sealed record WeightEntry(string Name, WeightType Type, ImmutableArray<long> Shape)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => checked(count * size));

    /// <summary>Bytes of its elements in the file's type.</summary>
    public long Bytes => checked(Count * WeightNumbers.SizeOf(Type));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}[{string.Join(", ", Shape)}]";
}
