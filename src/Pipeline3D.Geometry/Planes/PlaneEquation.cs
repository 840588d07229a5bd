using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Planes;

/// <summary>The plane A x + B y + C z + D = 0 with the unit normal (A, B, C).</summary>
/// <param name="A">x of the normal.</param>
/// <param name="B">y of the normal.</param>
/// <param name="C">z of the normal.</param>
/// <param name="D">Minus the signed distance of the origin along the normal, in the unit of the coordinates.</param>
public readonly record struct PlaneEquation(double A, double B, double C, double D)
{
    /// <summary>The unit normal.</summary>
    public Vector3d Normal => new(A, B, C);

    /// <summary>Signed distance of a place: positive on the side the normal points to.</summary>
    public double SignedDistance(double x, double y, double z) => (A * x) + (B * y) + (C * z) + D;

    /// <summary>Marks the points closer to the plane than a threshold, measured in double.</summary>
    /// <param name="cloud">n points; one that is not finite is never near.</param>
    /// <param name="threshold">In the unit of the coordinates.</param>
    /// <param name="within">Shape [n]; overwritten.</param>
    /// <returns>How many there are.</returns>
    internal int Mark(PointCloud cloud, double threshold, Span<bool> within)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        Span<sbyte> marks = MemoryMarshal.Cast<bool, sbyte>(within);
        int count = 0, i = 0;
        for (; i <= x.Length - PointLanes.Pair; i += PointLanes.Pair)
        {
            (PointLanes low, PointLanes high) = PointLanes.Of(x, y, z, i);
            Vector512<int> near = Vector512.Narrow(Near(low, threshold), Near(high, threshold));
            Vector256<short> half = Vector256.Narrow(near.GetLower(), near.GetUpper());
            Vector128<sbyte> mark = Vector128.Narrow(half.GetLower(), half.GetUpper());
            (mark & Vector128<sbyte>.One).CopyTo(marks[i..]);
            count += BitOperations.PopCount(mark.ExtractMostSignificantBits());
        }
        for (; i < x.Length; i++)
        {
            within[i] = Math.Abs(SignedDistance(x[i], y[i], z[i])) < threshold;
            count += within[i] ? 1 : 0;
        }
        return count;
    }

    private Vector512<long> Near(PointLanes points, double threshold) => Vector512.LessThan(
        Vector512.Abs(points.Dot(Normal) + Vector512.Create(D)), Vector512.Create(threshold)).AsInt64();

    /// <summary>The plane through three points; false when they lie on one line.</summary>
    public static bool TryThrough(Vector3d first, Vector3d second, Vector3d third, out PlaneEquation plane)
    {
        Vector3d normal = Vector3d.Cross(second - first, third - first).Normalised();
        plane = new PlaneEquation(normal.X, normal.Y, normal.Z, -Vector3d.Dot(normal, first));
        return normal != default;
    }

    /// <summary>The least-squares plane of chosen points; false when they lie on one line.</summary>
    /// <param name="cloud">The points.</param>
    /// <param name="members">Indices of the points to fit; at least three.</param>
    /// <param name="plane">The plane.</param>
    /// <remarks>The axis whose 2 x 2 minor of the covariance is largest is regressed on the other two, as Open3D does.
    /// Errors are thus measured along that axis; for scans of a table the difference to the orthogonal fit is far below
    /// the noise. Cost: O(members).</remarks>
    public static bool TryFit(PointCloud cloud, ReadOnlySpan<int> members, out PlaneEquation plane)
    {
        plane = default;
        if (members.Length < 3)
            return false;
        Vector3d mean = default;
        foreach (int i in members)
            mean += Vector3d.Of(cloud, i);
        mean = 1.0 / members.Length * mean;
        double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
        foreach (int i in members)
        {
            Vector3d r = Vector3d.Of(cloud, i) - mean;
            (xx, xy, xz) = (xx + (r.X * r.X), xy + (r.X * r.Y), xz + (r.X * r.Z));
            (yy, yz, zz) = (yy + (r.Y * r.Y), yz + (r.Y * r.Z), zz + (r.Z * r.Z));
        }
        double minorX = (yy * zz) - (yz * yz), minorY = (xx * zz) - (xz * xz), minorZ = (xx * yy) - (xy * xy);
        double largest = Math.Max(minorX, Math.Max(minorY, minorZ)), trace = xx + yy + zz;
        // Below this share the minor is rounding noise: the points lie on a line or at one place.
        if (!(largest > 1e-14 * trace * trace))
            return false;
        Vector3d normal = largest == minorX
            ? new Vector3d(minorX, (xz * yz) - (xy * zz), (xy * yz) - (xz * yy))
            : largest == minorY
            ? new Vector3d((xz * yz) - (xy * zz), minorY, (xy * xz) - (yz * xx))
            : new Vector3d((xy * yz) - (xz * yy), (xy * xz) - (yz * xx), minorZ);
        normal = normal.Normalised();
        plane = new PlaneEquation(normal.X, normal.Y, normal.Z, -Vector3d.Dot(normal, mean));
        return true;
    }
}
