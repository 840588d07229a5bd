namespace Pipeline3D.Kernels;

/// <summary>Claims for every pixel the visible point of lowest index; one index per view and point.</summary>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct ViewClaimKernel<TI, TU> : IKernelBody
    where TI : struct, IBuffer<int>
    where TU : struct, IAtomicUInt64
{
    /// <summary>Pixel of every point; shape [views, n].</summary>
    public TI Pixel;

    /// <summary>1 where a view sees a point, else 0; shape [views, n].</summary>
    public TI Visible;

    /// <summary>Claiming point of every pixel; shape [views, Pixels]; the largest key before, and after where there is
    /// none.</summary>
    public TU Claims;

    /// <summary>Number of points n.</summary>
    public int Points;

    /// <summary>Pixels of a map.</summary>
    public int Pixels;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int view = index / Points;
        if (Visible[index] != 0)
            Claims.AtomicMin((view * Pixels) + Pixel[index], (ulong)(index - (view * Points)));
    }
}
