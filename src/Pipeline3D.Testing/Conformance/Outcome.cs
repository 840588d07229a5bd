namespace Pipeline3D.Testing.Conformance;

/// <summary>What must become of an unusual payload.</summary>
public enum Outcome
{
    /// <summary>An output, or a rejection that the block means; the author does not mind which.</summary>
    Either = 0,

    /// <summary>An output; a filter may drop it.</summary>
    Passes = 1,

    /// <summary>A dead letter that the block means: it threw what
    /// <see cref="Pipeline3D.Core.Blocks.BlockContext.Reject"/> made.</summary>
    Rejected = 2,
}
