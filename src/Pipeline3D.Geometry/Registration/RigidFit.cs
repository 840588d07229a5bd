using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Registration;

/// <summary>The rigid motion that best carries points onto their partners.</summary>
/// <remarks>Source: Horn 1987, closed form by unit quaternions; never a reflection. The 4 x 4 eigen problem is solved
/// by Jacobi rotations in double.</remarks>
public static class RigidFit
{
    private const int MaxSweeps = 32;

    /// <summary>Minimises the sum of squared distances between moved sources and targets.</summary>
    /// <param name="sources">Places to be moved; at least one.</param>
    /// <param name="targets">Their partners, in the same order.</param>
    /// <returns>The motion. Where the points leave it open, as on a line, one of the best.</returns>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static Rigid Of(ReadOnlySpan<Vector3d> sources, ReadOnlySpan<Vector3d> targets)
    {
        if (sources.Length != targets.Length || sources.IsEmpty)
            throw new ArgumentException($"{sources.Length} sources and {targets.Length} targets are no pairs",
                nameof(sources));
        Vector3d sourceMean = Mean(sources), targetMean = Mean(targets);
        double xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0;
        for (int i = 0; i < sources.Length; i++)
        {
            Vector3d s = sources[i] - sourceMean, t = targets[i] - targetMean;
            (xx, xy, xz) = (xx + (s.X * t.X), xy + (s.X * t.Y), xz + (s.X * t.Z));
            (yx, yy, yz) = (yx + (s.Y * t.X), yy + (s.Y * t.Y), yz + (s.Y * t.Z));
            (zx, zy, zz) = (zx + (s.Z * t.X), zy + (s.Z * t.Y), zz + (s.Z * t.Z));
        }
        Span<double> q = stackalloc double[4];
        LargestEigenvector(
        [
            xx + yy + zz, yz - zy, zx - xz, xy - yx,
            yz - zy, xx - yy - zz, xy + yx, zx + xz,
            zx - xz, xy + yx, yy - xx - zz, yz + zy,
            xy - yx, zx + xz, yz + zy, zz - xx - yy,
        ], q);
        Rigid turn = Turn(q[0], q[1], q[2], q[3]);
        return turn with { Translation = targetMean - turn.Turn(sourceMean) };
    }

    private static Vector3d Mean(ReadOnlySpan<Vector3d> places)
    {
        Vector3d sum = default;
        foreach (Vector3d place in places)
            sum += place;
        return 1.0 / places.Length * sum;
    }

    private static Rigid Turn(double w, double x, double y, double z) => new(
        new((w * w) + (x * x) - (y * y) - (z * z), 2 * ((x * y) - (w * z)), 2 * ((x * z) + (w * y))),
        new(2 * ((x * y) + (w * z)), (w * w) - (x * x) + (y * y) - (z * z), 2 * ((y * z) - (w * x))),
        new(2 * ((x * z) - (w * y)), 2 * ((y * z) + (w * x)), (w * w) - (x * x) - (y * y) + (z * z)),
        default);

    private static void LargestEigenvector(Span<double> m, Span<double> vector)
    {
        Span<double> v = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        bool changed = true;
        for (int sweep = 0; sweep < MaxSweeps && changed; sweep++)
        {
            changed = false;
            for (int p = 0; p < 3; p++)
                for (int q = p + 1; q < 4; q++)
                    changed |= Rotate(m, v, p, q);
        }
        int best = 0;
        for (int i = 1; i < 4; i++)
            best = m[5 * i] > m[5 * best] ? i : best;
        for (int i = 0; i < 4; i++)
            vector[i] = v[(4 * i) + best];
    }

    private static bool Rotate(Span<double> m, Span<double> v, int p, int q)
    {
        double off = m[(4 * p) + q], app = m[5 * p], aqq = m[5 * q];
        if (Math.Abs(off) <= 1e-17 * (Math.Abs(app) + Math.Abs(aqq)))
            return false;
        double theta = (aqq - app) / (2 * off);
        double tangent = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        for (int i = 0; i < 4; i++)
        {
            (m[(4 * i) + p], m[(4 * i) + q]) = Turned(m[(4 * i) + p], m[(4 * i) + q], cosine, sine);
            (v[(4 * i) + p], v[(4 * i) + q]) = Turned(v[(4 * i) + p], v[(4 * i) + q], cosine, sine);
        }
        for (int i = 0; i < 4; i++)
            (m[(4 * p) + i], m[(4 * q) + i]) = Turned(m[(4 * p) + i], m[(4 * q) + i], cosine, sine);
        return true;
    }

    private static (double P, double Q) Turned(double p, double q, double cosine, double sine)
        => ((cosine * p) - (sine * q), (sine * p) + (cosine * q));
}
