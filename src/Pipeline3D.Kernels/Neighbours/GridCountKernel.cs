namespace Pipeline3D.Kernels;

/// <summary>Counts the points of every cell; one index per point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
public struct GridCountKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IAtomicInt32
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Points of every cell; shape [cells], 0 before the launch.</summary>
    public TI Counts;

    /// <summary>The grid.</summary>
    public CellGridShape Grid;

    /// <inheritdoc/>
    public void Execute(int index) => Counts.AtomicAdd(Grid.CellAt(X[index], Y[index], Z[index]), 1);
}
