namespace Pipeline3D.Core.Blocks;

/// <summary>What a block needs and does to the unit of the coordinates that pass it; checked when a graph is
/// built.</summary>
/// <param name="Needs">The unit that the input must have; null when any will do.</param>
/// <param name="Gives">The unit of the output; null when it is that of the input, or not known beforehand.</param>
public readonly record struct UnitFlow(LengthUnit? Needs, LengthUnit? Gives)
{
    /// <summary>Any unit in, the same unit out.</summary>
    public static UnitFlow Unchanged => default;
}
