namespace Pipeline3D.Kernels;

/// <summary>What the local feature aggregation passes back to the features: the mean of the gradients of all points
/// that a point is a neighbour of; one index per point and channel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <remarks>Gathers along reverse lists instead of scattering: no atomics, and sums of one order.</remarks>
public struct LocalFeatureGradientKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>First slot of every point in <see cref="Sources"/>, and their number at the end; shape [n +
    /// 1].</summary>
    public TI Starts;

    /// <summary>The points that have a point as a neighbour, by that point; shape [n * K].</summary>
    public TI Sources;

    /// <summary>Gradient of the aggregation's output; shape [n, 2 * Width].</summary>
    public TF Upstream;

    /// <summary>Gradient of the feature; shape [n, Width]; overwritten.</summary>
    public TF Gradient;

    /// <summary>Neighbours per point.</summary>
    public int K;

    /// <summary>Channels of either half.</summary>
    public int Width;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int point = index / Width, channel = index - (point * Width);
        float sum = 0;
        for (int slot = Starts[point]; slot < Starts[point + 1]; slot++)
            sum += Upstream[(2 * Sources[slot] * Width) + Width + channel];
        Gradient[index] = sum / K;
    }
}
