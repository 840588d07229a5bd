using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Planes;

/// <summary>Finds the dominant plane of a cloud by RANSAC.</summary>
/// <remarks>Source: Fischler and Bolles 1981, with the choices of Open3D's segment_plane: a hypothesis is the
/// least-squares plane of SampleSize distinct points, more inliers win, ties go to the smaller error, the search
/// shortens with every better hypothesis, and the result is refitted to the inliers. Differs: hypothesis i draws from
/// an own stream of the seed, so the result is the same at any number of threads. Cost: O(hypotheses x n).</remarks>
public static class PlaneFit
{
    private const int Batch = 16;

    /// <summary>Searches the plane.</summary>
    /// <param name="cloud">At least SampleSize finite points.</param>
    /// <param name="options">How to search.</param>
    /// <param name="result">The plane, when there is one.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="loops">What counts inliers; null for the cores.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Whether a plane was found: false when every hypothesis was degenerate, as on a line.</returns>
    /// <exception cref="ArgumentException">Too few points, a coordinate that is not finite, or a wrong
    /// option.</exception>
    public static bool TryRansac(PointCloud cloud, PlaneFitOptions options, out PlaneFitResult result,
        int threads = 0, IPlaneLoops? loops = null, CancellationToken stop = default)
    {
        options.Check();
        Require.Finite(cloud);
        if (cloud.Count < options.SampleSize)
            throw new ArgumentException($"{cloud.Count} points are fewer than the sample size {options.SampleSize}",
                nameof(cloud));
        // Counting runs in float32; with the mean at the origin its rounding stays far below any useful threshold.
        Vector3d mean = Vector3d.MeanOf(cloud);
        PointCloud centred = Rigid.Translated(cloud, -mean);
        Hypothesis best = default;
        int limit = options.Iterations, tried = 0;
        var batch = new Hypothesis[loops?.Batch ?? Batch];
        while (tried < limit)
        {
            int first = tried, size = Math.Min(batch.Length, limit - first);
            if (loops is null)
                Ranges.Run(size, 1, (start, _) => batch[start] = Counted(centred, Draw(centred, options, first + start),
                    options.Threshold), threads, stop);
            else
                Count(loops, centred, options, first, batch.AsSpan(0, size), stop);
            for (int i = 0; i < size && tried < limit; i++, tried++)
            {
                if (!batch[i].IsBetterThan(best, centred, options.Threshold))
                    continue;
                best = batch[i];
                limit = Math.Min(limit, Needed(best.Count, centred.Count, options));
            }
        }
        result = Refit(cloud, centred, best, mean, options.Threshold) is { } found
            ? found with { Hypotheses = tried } : new PlaneFitResult(default, [], 0, tried);
        return result.InlierCount > 0;
    }

    private static void Count(IPlaneLoops loops, PointCloud cloud, PlaneFitOptions options, int first,
        Span<Hypothesis> batch, CancellationToken stop)
    {
        var planes = new PlaneEquation[batch.Length];
        var counts = new int[batch.Length];
        for (int i = 0; i < planes.Length; i++)
            planes[i] = Draw(cloud, options, first + i) ?? default;
        loops.CountInliers(cloud, planes, options.Threshold, counts, stop);
        for (int i = 0; i < planes.Length; i++)
            batch[i] = planes[i] == default ? default : new Hypothesis(planes[i], counts[i]);
    }

    private static Hypothesis Counted(PointCloud cloud, PlaneEquation? plane, double threshold)
        => plane is { } drawn ? new Hypothesis(drawn, CountInliers(cloud, drawn, threshold)) : default;

    // Null for members on a line.
    private static PlaneEquation? Draw(PointCloud cloud, PlaneFitOptions options, int stream)
    {
        var random = new SplitMix64(options.Seed, stream);
        Span<int> members = options.SampleSize <= 256 ? stackalloc int[options.SampleSize]
            : new int[options.SampleSize];
        DrawDistinct(ref random, cloud.Count, members);
        bool valid = members.Length == 3
            ? PlaneEquation.TryThrough(Vector3d.Of(cloud, members[0]), Vector3d.Of(cloud, members[1]),
                Vector3d.Of(cloud, members[2]), out PlaneEquation plane)
            : PlaneEquation.TryFit(cloud, members, out plane);
        return valid ? plane : null;
    }

    // Floyd's sampling: as many draws as members, none rejected.
    private static void DrawDistinct(ref SplitMix64 random, int count, Span<int> members)
    {
        for (int i = 0; i < members.Length; i++)
        {
            int upper = count - members.Length + i;
            int drawn = random.NextBelow(upper + 1);
            members[i] = members[..i].Contains(drawn) ? upper : drawn;
        }
    }

    private static int CountInliers(PointCloud cloud, PlaneEquation plane, double threshold)
    {
        ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
        float a = (float)plane.A, b = (float)plane.B, c = (float)plane.C, d = (float)plane.D, limit = (float)threshold;
        Vector256<int> counts = Vector256<int>.Zero;
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            Vector256<float> distance = (a * Vector256.Create(x[i..])) + (b * Vector256.Create(y[i..]))
                + (c * Vector256.Create(z[i..])) + Vector256.Create(d);
            counts -= Vector256.LessThan(Vector256.Abs(distance), Vector256.Create(limit)).AsInt32();
        }
        int count = Vector256.Sum(counts);
        for (; i < x.Length; i++)
            count += MathF.Abs((a * x[i]) + (b * y[i]) + (c * z[i]) + d) < limit ? 1 : 0;
        return count;
    }

    private static int Needed(int inliers, int count, PlaneFitOptions options)
    {
        double allInliers = Math.Pow((double)inliers / count, options.SampleSize);
        if (allInliers >= 1)
            return 0;
        double needed = Math.Log(1 - options.Confidence) / Math.Log(1 - allInliers);
        return needed < options.Iterations ? (int)needed : options.Iterations;
    }

    private static PlaneFitResult? Refit(
        PointCloud cloud, PointCloud centred, Hypothesis best, Vector3d mean, double threshold)
    {
        if (best.Count == 0)
            return null;
        bool[] inliers = Within(centred, best.Plane, threshold, out int count);
        var members = new int[count];
        for (int i = 0, next = 0; i < inliers.Length; i++)
            if (inliers[i])
                members[next++] = i;
        if (!PlaneEquation.TryFit(centred, members, out PlaneEquation plane))
            plane = best.Plane;
        plane = plane with { D = plane.D - Vector3d.Dot(plane.Normal, mean) };
        return new PlaneFitResult(plane, Within(cloud, plane, threshold, out count), count, 0);
    }

    private static bool[] Within(PointCloud cloud, PlaneEquation plane, double threshold, out int count)
    {
        var within = new bool[cloud.Count];
        count = plane.Mark(cloud, threshold, within);
        return within;
    }

    private readonly record struct Hypothesis(PlaneEquation Plane, int Count)
    {
        public bool IsBetterThan(Hypothesis other, PointCloud cloud, double threshold)
            => Count > other.Count
            || (Count > 0 && Count == other.Count
                && SquaredError(cloud, threshold) < other.SquaredError(cloud, threshold));

        private double SquaredError(PointCloud cloud, double threshold)
        {
            ReadOnlySpan<float> x = cloud.X, y = cloud.Y, z = cloud.Z;
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double distance = Math.Abs(Plane.SignedDistance(x[i], y[i], z[i]));
                sum += distance < threshold ? distance * distance : 0;
            }
            return sum;
        }
    }
}
