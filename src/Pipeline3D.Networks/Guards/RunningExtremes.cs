using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>torch.cummax and cummin with their conditions checked: TorchSharp's own end the process when one does not
/// hold.</summary>
public static class RunningExtremes
{
    /// <summary>The largest value up to each place along an axis, and where it is.</summary>
    /// <param name="tensor">Real numbers.</param>
    /// <param name="axis">From -rank to rank - 1.</param>
    /// <exception cref="ArgumentException">There is no such axis, or the numbers are complex or truth
    /// values.</exception>
    public static (Tensor Values, Tensor Indices) Max(Tensor tensor, long axis)
    {
        Check(tensor, axis);
#pragma warning disable RS0030 // checked above
        return tensor.cummax(axis);
#pragma warning restore RS0030
    }

    /// <summary>The smallest value up to each place along an axis, and where it is.</summary>
    /// <inheritdoc cref="Max"/>
    public static (Tensor Values, Tensor Indices) Min(Tensor tensor, long axis)
    {
        Check(tensor, axis);
#pragma warning disable RS0030 // checked above
        return tensor.cummin(axis);
#pragma warning restore RS0030
    }

    private static void Check(Tensor tensor, long axis)
    {
        long rank = Math.Max(tensor.dim(), 1);
        if (axis < -rank || axis >= rank)
            throw new ArgumentException($"{TensorText.Of(tensor)} has no axis {axis}", nameof(axis));
        if (tensor.is_complex() || tensor.dtype is ScalarType.Bool)
            throw new ArgumentException($"{TensorText.Of(tensor)}: its values have no order", nameof(tensor));
    }
}
