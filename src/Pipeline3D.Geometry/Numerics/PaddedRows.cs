using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Numerics;

/// <summary>A copy of a feature matrix whose rows are filled up with zeros to whole vectors of eight.</summary>
/// <remarks>Squared distances are summed in eight lanes and then in a fixed order, so they are the same on every
/// machine, and symmetric: d(a, b) equals d(b, a) bit by bit.</remarks>
internal sealed class PaddedRows
{
    private readonly float[] _values;

    public PaddedRows(FeatureMatrix matrix)
    {
        (Rows, Stride) = (matrix.Rows, (matrix.Columns + 7) & ~7);
        _values = new float[checked(Rows * Stride)];
        for (int row = 0; row < Rows; row++)
            matrix.Row(row).CopyTo(_values.AsSpan(row * Stride));
    }

    public int Rows { get; }

    /// <summary>Values of a padded row; a multiple of eight.</summary>
    public int Stride { get; }

    /// <summary>A padded row.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Stride, Stride);

    public ref float Start(int row) => ref _values[row * Stride];

    /// <summary>Squared Euclidean distance of two padded rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(ref float left, ref float right, int stride)
    {
        Vector256<float> sum = Vector256<float>.Zero;
        for (int i = 0; i < stride; i += 8)
        {
            Vector256<float> difference = Vector256.LoadUnsafe(ref left, (nuint)i) - Vector256.LoadUnsafe(ref right,
                (nuint)i);
            sum += difference * difference;
        }
        return SumOf(sum);
    }

    /// <summary>Sum of eight lanes in a fixed order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumOf(Vector256<float> lanes)
    {
        Vector128<float> four = lanes.GetLower() + lanes.GetUpper();
        return (four.GetElement(0) + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));
    }
}
