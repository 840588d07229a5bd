namespace Pipeline3D.Kernels;

/// <summary>Unit eigenvector of the smallest eigenvalue of every covariance: the surface normal; one index per
/// point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <remarks>Cyclic Jacobi rotations on the matrix divided by its largest entry, so that neither tiny nor huge units
/// leave the range of float32. The sign is arbitrary. With fewer than three neighbours (0, 0, 1).</remarks>
public struct SmallestEigenvectorKernel<TF> : IKernelBody
    where TF : struct, IBuffer<float>
{
    // Jacobi converges quadratically: float32 is exhausted after four or five sweeps.
    private const int Sweeps = 8;

    /// <summary>xx, xy, xz, yy, yz, zz and the number of neighbours; shape [n, 7].</summary>
    public TF Covariance;

    /// <summary>Components of the unit normal; shape [n] each; overwritten.</summary>
    public TF NormalX, NormalY, NormalZ;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int slot = 7 * index;
        float xx = Covariance[slot], xy = Covariance[slot + 1], xz = Covariance[slot + 2], yy = Covariance[slot + 3],
            yz = Covariance[slot + 4], zz = Covariance[slot + 5], count = Covariance[slot + 6];
        // A symmetric positive matrix has its largest entry on the diagonal.
        float largest = MathF.Max(xx, MathF.Max(yy, zz));
        Float3 first = new(1, 0, 0), second = new(0, 1, 0), third = new(0, 0, 1), normal = third;
        if (count >= 3)
        {
            if (largest > 0)
            {
                xx /= largest;
                xy /= largest;
                xz /= largest;
                yy /= largest;
                yz /= largest;
                zz /= largest;
            }
            for (int sweep = 0; sweep < Sweeps; sweep++)
            {
                JacobiRotation.Apply(ref xx, ref yy, ref xy, ref xz, ref yz, ref first, ref second);
                JacobiRotation.Apply(ref xx, ref zz, ref xz, ref xy, ref yz, ref first, ref third);
                JacobiRotation.Apply(ref yy, ref zz, ref yz, ref xy, ref xz, ref second, ref third);
            }
            normal = xx <= yy && xx <= zz ? first : yy <= zz ? second : third;
            normal = Float3.Normalised(normal);
        }
        NormalX[index] = normal.X;
        NormalY[index] = normal.Y;
        NormalZ[index] = normal.Z;
    }
}
