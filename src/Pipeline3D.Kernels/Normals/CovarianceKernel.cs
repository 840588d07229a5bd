namespace Pipeline3D.Kernels;

/// <summary>Centred covariance sums of every point's neighbourhood; one index per point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
/// <remarks>Coordinates are taken relative to the first neighbour before anything is summed: that difference is exact
/// for near points, so float32 suffices far from the origin too.</remarks>
public struct CovarianceKernel<TF, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TU : struct, IBuffer<ulong>
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Neighbours as <see cref="SortKey.ForMinimum"/>; shape [n, K]; the first largest key ends a
    /// list.</summary>
    public TU Keys;

    /// <summary>Slots per point.</summary>
    public int K;

    /// <summary>xx, xy, xz, yy, yz, zz summed over the neighbourhood, in the squared unit of the coordinates, and the
    /// number of neighbours; shape [n, 7]; overwritten.</summary>
    public TF Covariance;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int first = index * K, count = 0;
        while (count < K && Keys[first + count] != NeighbourSlots.Empty)
            count++;
        float xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
        if (count > 0)
        {
            int origin = SortKey.IndexOfMinimum(Keys[first]);
            float x = X[origin], y = Y[origin], z = Z[origin], meanX = 0, meanY = 0, meanZ = 0;
            for (int i = first; i < first + count; i++)
            {
                int neighbour = SortKey.IndexOfMinimum(Keys[i]);
                meanX += X[neighbour] - x;
                meanY += Y[neighbour] - y;
                meanZ += Z[neighbour] - z;
            }
            meanX /= count;
            meanY /= count;
            meanZ /= count;
            for (int i = first; i < first + count; i++)
            {
                int neighbour = SortKey.IndexOfMinimum(Keys[i]);
                float dx = X[neighbour] - x - meanX, dy = Y[neighbour] - y - meanY, dz = Z[neighbour] - z - meanZ;
                xx += dx * dx;
                xy += dx * dy;
                xz += dx * dz;
                yy += dy * dy;
                yz += dy * dz;
                zz += dz * dz;
            }
        }
        int slot = 7 * index;
        Covariance[slot] = xx;
        Covariance[slot + 1] = xy;
        Covariance[slot + 2] = xz;
        Covariance[slot + 3] = yy;
        Covariance[slot + 4] = yz;
        Covariance[slot + 5] = zz;
        Covariance[slot + 6] = count;
    }
}
