using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Kernels.Normals;

/// <summary>Eigenvector of the smallest eigenvalue of a symmetric 3 x 3 matrix by cyclic Jacobi rotations in
/// double.</summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, section 8.5; step for step Geometry's
/// SymmetricEigen3.</remarks>
internal static class LeastSpread
{
    // Jacobi converges quadratically: double is exhausted after four to six sweeps.
    private const int MaxSweeps = 32;

    /// <summary>The unit vector for [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]].</summary>
    public static Vector3d Of(double xx, double xy, double xz, double yy, double yz, double zz)
    {
        Vector3d first = new(1, 0, 0), second = new(0, 1, 0), third = new(0, 0, 1);
        for (int sweep = 0; sweep < MaxSweeps && (xy != 0 || xz != 0 || yz != 0); sweep++)
        {
            Rotate(ref xx, ref yy, ref xy, ref xz, ref yz, ref first, ref second);
            Rotate(ref xx, ref zz, ref xz, ref xy, ref yz, ref first, ref third);
            Rotate(ref yy, ref zz, ref yz, ref xy, ref xz, ref second, ref third);
        }
        // As three exchanges sort it: an earlier axis wins a tie.
        Vector3d least = xx > yy ? second : first;
        return Math.Min(xx, yy) > zz ? third : least;
    }

    // Turns axes p and q so that their off-diagonal entry vanishes; rp and rq are the entries beside the third axis.
    private static void Rotate(
        ref double pp, ref double qq, ref double pq, ref double rp, ref double rq, ref Vector3d p, ref Vector3d q)
    {
        // An entry below rounding of both diagonals cannot change them any more.
        if (Math.Abs(pq) <= double.Epsilon || Math.Abs(pq) < 1e-18 * Math.Min(Math.Abs(pp), Math.Abs(qq)))
        {
            pq = 0;
            return;
        }
        double theta = (qq - pp) / (2 * pq);
        // Not CopySign: ILGPU gives its operands to CUDA the wrong way round (issue 1361). -0 is negative, as there.
        double tangent = (theta < 0 || 1 / theta < 0 ? -1.0 : 1.0) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        pp -= tangent * pq;
        qq += tangent * pq;
        pq = 0;
        double beside = rp;
        rp = (cosine * beside) - (sine * rq);
        rq = (sine * beside) + (cosine * rq);
        Vector3d axis = p;
        p = (cosine * axis) - (sine * q);
        q = (sine * axis) + (cosine * q);
    }
}
