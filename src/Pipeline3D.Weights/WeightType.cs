namespace Pipeline3D.Weights;

/// <summary>Types of the numbers in weight files.</summary>
public enum WeightType
{
    /// <summary>IEEE single.</summary>
    Float32,

    /// <summary>IEEE double.</summary>
    Float64,

    /// <summary>IEEE half.</summary>
    Float16,

    /// <summary>The upper half of a single.</summary>
    BFloat16,

    /// <summary>Signed 64 bit.</summary>
    Int64,

    /// <summary>Signed 32 bit.</summary>
    Int32,

    /// <summary>Signed 16 bit.</summary>
    Int16,

    /// <summary>Signed 8 bit.</summary>
    Int8,

    /// <summary>Unsigned 8 bit.</summary>
    UInt8,

    /// <summary>Unsigned 16 bit.</summary>
    UInt16,

    /// <summary>Truth values, one byte each.</summary>
    Bool,
}
