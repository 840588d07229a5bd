namespace Pipeline3D.Kernels;

/// <summary>Writes every point's index into its cell's part of the member list; one index per point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <remarks>The order within a cell depends on the order of execution. The searches compare keys of distance and index
/// or count, so no result depends on it.</remarks>
public struct GridScatterKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IAtomicInt32
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Next free slot of every cell; shape [cells]; the cells' starts before the launch, their ends
    /// after.</summary>
    public TI Next;

    /// <summary>Point of every slot; shape [n]; overwritten.</summary>
    public TI Members;

    /// <summary>The grid.</summary>
    public CellGridShape Grid;

    /// <inheritdoc/>
    public void Execute(int index)
        => Members[Next.AtomicAdd(Grid.CellAt(X[index], Y[index], Z[index]), 1)] = index;
}
