namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>A copy of a vector (float32) in a shape, row-major.</summary>
    public static Tensor tensor(IList<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Converted(from_span<float>(rawArray as float[] ?? [.. rawArray], dimensions), dtype, device, requires_grad);

    /// <summary>A copy of a vector (float32).</summary>
    public static Tensor tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => tensor(rawArray, [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor without dimensions (float32).</summary>
    public static Tensor tensor(float scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Converted(from_span<float>([scalar], []), dtype, device, requires_grad);

    /// <summary>A copy of a vector (float64) in a shape, row-major.</summary>
    public static Tensor tensor(IList<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Converted(from_span<double>(rawArray as double[] ?? [.. rawArray], dimensions), dtype, device, requires_grad);

    /// <summary>A copy of a vector (float64).</summary>
    public static Tensor tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => tensor(rawArray, [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor without dimensions (float64).</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Converted(from_span<double>([scalar], []), dtype, device, requires_grad);

    /// <summary>A copy of a vector (int64) in a shape, row-major.</summary>
    public static Tensor tensor(IList<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Converted(from_span<long>(rawArray as long[] ?? [.. rawArray], dimensions), dtype, device, requires_grad);

    /// <summary>A copy of a vector (int64).</summary>
    public static Tensor tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => tensor(rawArray, [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor without dimensions (int64).</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Converted(from_span<long>([scalar], []), dtype, device, requires_grad);

    /// <summary>A copy of a vector (int32) in a shape, row-major.</summary>
    public static Tensor tensor(IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Converted(from_span<int>(rawArray as int[] ?? [.. rawArray], dimensions), dtype, device, requires_grad);

    /// <summary>A copy of a vector (int32).</summary>
    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => tensor(rawArray, [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor without dimensions (int32).</summary>
    public static Tensor tensor(int scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Converted(from_span<int>([scalar], []), dtype, device, requires_grad);

    /// <summary>A copy of a vector (truth values) in a shape, row-major.</summary>
    public static Tensor tensor(IList<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Converted(from_span<bool>(rawArray as bool[] ?? [.. rawArray], dimensions), dtype, device, requires_grad);

    /// <summary>A copy of a vector (truth values).</summary>
    public static Tensor tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => tensor(rawArray, [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor without dimensions (truth values).</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Converted(from_span<bool>([scalar], []), dtype, device, requires_grad);

    /// <summary>A copy of a vector (uint8) in a shape, row-major.</summary>
    public static Tensor tensor(IList<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Converted(from_span<byte>(rawArray as byte[] ?? [.. rawArray], dimensions), dtype, device, requires_grad);

    /// <summary>A copy of a vector (uint8).</summary>
    public static Tensor tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => tensor(rawArray, [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor without dimensions (uint8).</summary>
    public static Tensor tensor(byte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Converted(from_span<byte>([scalar], []), dtype, device, requires_grad);

    /// <summary>A copy of a matrix (float32).</summary>
    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A copy of a matrix (float64).</summary>
    public static Tensor tensor(double[,] rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => from_array(rawArray, dtype, device, requires_grad);

    /// <summary>A copy of a matrix (int64).</summary>
    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) => from_array(rawArray, dtype, device, requires_grad);
}
