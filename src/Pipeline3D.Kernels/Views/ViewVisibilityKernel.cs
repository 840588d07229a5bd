namespace Pipeline3D.Kernels;

/// <summary>Flags the points that are the nearest of their pixel; one index per view and point.</summary>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct ViewVisibilityKernel<TI, TU> : IKernelBody
    where TI : struct, IBuffer<int>
    where TU : struct, IBuffer<ulong>
{
    /// <summary>Pixel of every point; shape [views, n].</summary>
    public TI Pixel;

    /// <summary>Nearest point of every pixel; shape [views, Pixels].</summary>
    public TU Nearest;

    /// <summary>1 for a visible point, else 0; shape [views, n]; overwritten.</summary>
    public TI Visible;

    /// <summary>Number of points n.</summary>
    public int Points;

    /// <summary>Pixels of an image.</summary>
    public int Pixels;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int view = index / Points;
        int winner = SortKey.IndexOfMinimum(Nearest[(view * Pixels) + Pixel[index]]);
        Visible[index] = winner == index - (view * Points) ? 1 : 0;
    }
}
