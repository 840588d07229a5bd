namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Types of a tensor's elements; the numbers are libtorch's.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>Unsigned 8 bit.</summary>
        Byte = 0,

        /// <summary>Signed 8 bit.</summary>
        Int8 = 1,

        /// <summary>Signed 16 bit.</summary>
        Int16 = 2,

        /// <summary>Signed 32 bit.</summary>
        Int32 = 3,

        /// <summary>Signed 64 bit; indices are of this type.</summary>
        Int64 = 4,

        /// <summary>IEEE half.</summary>
        Float16 = 5,

        /// <summary>IEEE single; the type of models.</summary>
        Float32 = 6,

        /// <summary>IEEE double.</summary>
        Float64 = 7,

        /// <summary>Truth values, one byte each.</summary>
        Bool = 11,

        /// <summary>The upper half of a single.</summary>
        BFloat16 = 15,
    }

    /// <summary>Unsigned 8 bit.</summary>
    public const ScalarType uint8 = ScalarType.Byte;

    /// <summary>Signed 8 bit.</summary>
    public const ScalarType int8 = ScalarType.Int8;

    /// <summary>Signed 16 bit.</summary>
    public const ScalarType int16 = ScalarType.Int16;

    /// <summary>Signed 32 bit.</summary>
    public const ScalarType int32 = ScalarType.Int32;

    /// <summary>Signed 64 bit.</summary>
    public const ScalarType int64 = ScalarType.Int64;

    /// <summary>IEEE half.</summary>
    public const ScalarType float16 = ScalarType.Float16;

    /// <summary>IEEE single.</summary>
    public const ScalarType float32 = ScalarType.Float32;

    /// <summary>IEEE double.</summary>
    public const ScalarType float64 = ScalarType.Float64;

    /// <summary>The upper half of a single.</summary>
    public const ScalarType bfloat16 = ScalarType.BFloat16;

    /// <summary>Truth values.</summary>
    public const ScalarType @bool = ScalarType.Bool;

    /// <summary>Bytes of one element.</summary>
    internal static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };

    /// <summary>The element type of a C# type.</summary>
    /// <exception cref="ArgumentException">Tensors hold no such elements.</exception>
    internal static ScalarType TypeOf<T>() where T : unmanaged => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Boolean => ScalarType.Bool,
        _ when typeof(T) == typeof(Half) => ScalarType.Float16,
        _ => throw new ArgumentException($"tensors hold no {typeof(T).Name}"),
    };
}
