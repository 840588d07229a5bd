namespace Pipeline3D.Kernels;

/// <summary>The k nearest points of every query by trying all of them; one index per query.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct NearestKernel<TF, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TU : struct, IBuffer<ulong>
{
    /// <summary>Coordinates of the searched points; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Coordinates of the queries; shape [q] each.</summary>
    public TF QueryX, QueryY, QueryZ;

    /// <summary>Squared distance and index of every neighbour as <see cref="SortKey.ForMinimum"/>; shape [q, K],
    /// ascending; free slots hold the largest key.</summary>
    public TU Keys;

    /// <summary>Neighbours per query.</summary>
    public int K;

    /// <summary>1 to leave out the point of the query's own index, else 0.</summary>
    public int SkipSelf;

    /// <summary>Keys above this do not count.</summary>
    public ulong Limit;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        float x = QueryX[index], y = QueryY[index], z = QueryZ[index];
        int first = index * K;
        NeighbourSlots.Clear(Keys, first, K);
        for (int i = 0; i < X.Length; i++)
        {
            if (SkipSelf != 0 && i == index)
                continue;
            float dx = X[i] - x, dy = Y[i] - y, dz = Z[i] - z;
            ulong key = SortKey.ForMinimum((dx * dx) + (dy * dy) + (dz * dz), i);
            if (key <= Limit)
                NeighbourSlots.Insert(Keys, first, K, key);
        }
    }
}
