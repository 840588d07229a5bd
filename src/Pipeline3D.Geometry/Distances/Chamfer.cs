using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Distances;

/// <summary>Chamfer distance of two clouds with its gradient: CD(A, B) = mean over a of the nearest b, plus mean over b
/// of the nearest a.</summary>
/// <remarks>Source: Barrow et al. 1977. Nearest points are exact, the lowest index on a tie; the gradient keeps them
/// fixed. Cost: O(|A| |B|), one pass for both directions.</remarks>
public static class Chamfer
{
    private const double LeastDistance = 1e-12;

    /// <summary>The distance, and its gradient for the first cloud.</summary>
    /// <param name="a">At least one point.</param>
    /// <param name="b">At least one point.</param>
    /// <param name="form">Squared or plain distances.</param>
    /// <param name="gradient">[|a|, 3], overwritten.</param>
    /// <exception cref="ArgumentException">A cloud has no points.</exception>
    public static double Of(PointCloud a, PointCloud b, ChamferForm form, Span<float> gradient)
    {
        if (a.Count == 0 || b.Count == 0)
            throw new ArgumentException($"a Chamfer distance of {a.Count} and {b.Count} points has no meaning");
        (int[] ofA, int[] ofB) = Nearest(a, b);
        gradient.Clear();
        double sumA = 0, sumB = 0;
        for (int i = 0; i < a.Count; i++)
            sumA += Add(a, i, b, ofA[i], form, 1.0 / a.Count, gradient);
        for (int j = 0; j < b.Count; j++)
            sumB += Add(a, ofB[j], b, j, form, 1.0 / b.Count, gradient);
        return (sumA / a.Count) + (sumB / b.Count);
    }

    /// <summary>For every point of one cloud the nearest of the other, in both directions.</summary>
    internal static (int[] OfA, int[] OfB) Nearest(PointCloud a, PointCloud b)
    {
        int[] ofA = new int[a.Count], ofB = new int[(b.Count + 7) & ~7];
        // The places of the padding are so far off that no point is nearest to one.
        float[] x = Padded(b.X), y = Padded(b.Y), z = Padded(b.Z);
        float[] least = new float[ofB.Length];
        least.AsSpan().Fill(float.PositiveInfinity);
        for (int i = 0; i < a.Count; i++)
            ofA[i] = OneAgainstAll(a.X[i], a.Y[i], a.Z[i], i, x, y, z, least, ofB);
        return (ofA, ofB[..b.Count]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int OneAgainstAll(
        float ax, float ay, float az, int index, float[] x, float[] y, float[] z, float[] least, int[] nearest)
    {
        ref float xs = ref MemoryMarshal.GetArrayDataReference(x), ys = ref MemoryMarshal.GetArrayDataReference(y),
            zs = ref MemoryMarshal.GetArrayDataReference(z), best = ref MemoryMarshal.GetArrayDataReference(least);
        ref int ofB = ref MemoryMarshal.GetArrayDataReference(nearest);
        Vector256<float> px = Vector256.Create(ax), py = Vector256.Create(ay), pz = Vector256.Create(az);
        Vector256<float> own = Vector256.Create(float.PositiveInfinity);
        Vector256<int> ownAt = Vector256<int>.Zero, at = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        Vector256<int> self = Vector256.Create(index), step = Vector256.Create(8);
        for (nuint j = 0; j < (nuint)x.Length; j += 8)
        {
            Vector256<float> dx = Vector256.LoadUnsafe(ref xs, j) - px, dy = Vector256.LoadUnsafe(ref ys, j) - py,
                dz = Vector256.LoadUnsafe(ref zs, j) - pz;
            Vector256<float> squared = (dx * dx) + (dy * dy) + (dz * dz);
            Vector256<float> isNearer = Vector256.LessThan(squared, own);
            own = Vector256.ConditionalSelect(isNearer, squared, own);
            ownAt = Vector256.ConditionalSelect(isNearer.AsInt32(), at, ownAt);
            Vector256<float> before = Vector256.LoadUnsafe(ref best, j);
            Vector256<float> isBest = Vector256.LessThan(squared, before);
            Vector256.ConditionalSelect(isBest, squared, before).StoreUnsafe(ref best, j);
            Vector256.ConditionalSelect(isBest.AsInt32(), self, Vector256.LoadUnsafe(ref ofB, j))
                .StoreUnsafe(ref ofB, j);
            at += step;
        }
        int lane = 0;
        for (int i = 1; i < 8; i++)
            if (own[i] < own[lane] || (own[i] == own[lane] && ownAt[i] < ownAt[lane]))
                lane = i;
        return ownAt[lane];
    }

    private static double Add(
        PointCloud a, int i, PointCloud b, int j, ChamferForm form, double share, Span<float> gradient)
    {
        double x = (double)a.X[i] - b.X[j], y = (double)a.Y[i] - b.Y[j], z = (double)a.Z[i] - b.Z[j];
        double squared = (x * x) + (y * y) + (z * z), distance = Math.Sqrt(squared);
        double factor = form == ChamferForm.Squared ? 2 * share : share / Math.Max(distance, LeastDistance);
        gradient[3 * i] += (float)(factor * x);
        gradient[(3 * i) + 1] += (float)(factor * y);
        gradient[(3 * i) + 2] += (float)(factor * z);
        return form == ChamferForm.Squared ? squared : distance;
    }

    private static float[] Padded(ReadOnlySpan<float> values)
    {
        var padded = new float[(values.Length + 7) & ~7];
        padded.AsSpan().Fill(float.MaxValue);
        values.CopyTo(padded);
        return padded;
    }
}
