namespace Pipeline3D.Geometry.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric 3 x 3 matrix, in double, by cyclic Jacobi rotations.</summary>
/// <remarks>Chosen over the closed form because it stays accurate when two eigenvalues nearly coincide, as they do on
/// every flat, evenly sampled neighbourhood. Source: Golub and Van Loan, Matrix Computations, section 8.5.
/// Cost: 4 to 6 sweeps of three rotations.</remarks>
public readonly struct SymmetricEigen3
{
    private const int MaxSweeps = 32;

    private SymmetricEigen3(Vector3d values, Vector3d smallest, Vector3d middle, Vector3d largest)
        => (Values, Smallest, Middle, Largest) = (values, smallest, middle, largest);

    /// <summary>The eigenvalues, ascending: X is the smallest.</summary>
    public Vector3d Values { get; }

    /// <summary>Unit eigenvector of the smallest eigenvalue; its sign is arbitrary but reproducible.</summary>
    public Vector3d Smallest { get; }

    /// <summary>Unit eigenvector of the middle eigenvalue.</summary>
    public Vector3d Middle { get; }

    /// <summary>Unit eigenvector of the largest eigenvalue.</summary>
    public Vector3d Largest { get; }

    /// <summary>Solves for the matrix [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]].</summary>
    /// <exception cref="ArgumentException">An entry is NaN or infinite.</exception>
    public static SymmetricEigen3 Of(double xx, double xy, double xz, double yy, double yz, double zz)
    {
        if (!double.IsFinite(xx + xy + xz + yy + yz + zz))
            throw new ArgumentException($"the matrix [{xx}, {xy}, {xz}; {yy}, {yz}; {zz}] is not finite", nameof(xx));
        Vector3d first = new(1, 0, 0), second = new(0, 1, 0), third = new(0, 0, 1);
        for (int sweep = 0; sweep < MaxSweeps && (xy != 0 || xz != 0 || yz != 0); sweep++)
        {
            Rotate(ref xx, ref yy, ref xy, ref xz, ref yz, ref first, ref second);
            Rotate(ref xx, ref zz, ref xz, ref xy, ref yz, ref first, ref third);
            Rotate(ref yy, ref zz, ref yz, ref xy, ref xz, ref second, ref third);
        }
        Order(ref xx, ref yy, ref first, ref second);
        Order(ref yy, ref zz, ref second, ref third);
        Order(ref xx, ref yy, ref first, ref second);
        return new SymmetricEigen3(new Vector3d(xx, yy, zz), first, second, third);
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
        double tangent = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double cosine = 1 / Math.Sqrt(tangent * tangent + 1), sine = tangent * cosine;
        pp -= tangent * pq;
        qq += tangent * pq;
        pq = 0;
        (rp, rq) = (cosine * rp - sine * rq, sine * rp + cosine * rq);
        (p, q) = (cosine * p - sine * q, sine * p + cosine * q);
    }

    private static void Order(ref double low, ref double high, ref Vector3d lowVector, ref Vector3d highVector)
    {
        if (low > high)
            (low, high, lowVector, highVector) = (high, low, highVector, lowVector);
    }
}
