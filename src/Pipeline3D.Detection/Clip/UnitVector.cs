using System.Numerics.Tensors;

namespace Pipeline3D.Detection.Clip;

/// <summary>Vectors of length 1, and gradients through the division by the length.</summary>
internal static class UnitVector
{
    /// <summary>x / |x|, without a small number added to the length.</summary>
    /// <exception cref="NotFiniteNumberException">A number is not finite, or the vector is zero.</exception>
    public static void Of(ReadOnlySpan<float> vector, Span<float> unit)
    {
        double squared = 0;
        foreach (float value in vector)
            squared += (double)value * value;
        if (!(squared > 0) || !double.IsFinite(squared))
            throw new NotFiniteNumberException(
                $"a vector of the network has the length {Math.Sqrt(squared)}, so it has no direction");
        TensorPrimitives.Multiply(vector, (float)(1 / Math.Sqrt(squared)), unit);
    }

    /// <summary>x / |x|.</summary>
    public static float[] Of(ReadOnlySpan<float> vector)
    {
        var unit = new float[vector.Length];
        Of(vector, unit);
        return unit;
    }

    /// <summary>The gradient with respect to x of something whose gradient with respect to x / |x| is given.</summary>
    public static float[] Gradient(ReadOnlySpan<float> vector, ReadOnlySpan<double> ofUnit)
    {
        double squared = 0, along = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            squared += (double)vector[i] * vector[i];
            along += vector[i] * ofUnit[i];
        }
        double length = Math.Sqrt(squared);
        var gradient = new float[vector.Length];
        for (int i = 0; i < vector.Length; i++)
            gradient[i] = (float)((ofUnit[i] - (vector[i] * along / squared)) / length);
        return gradient;
    }
}
