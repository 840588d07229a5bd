using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Registration;

/// <summary>Lays one cloud on another by points that look alike.</summary>
/// <remarks>Source: Open3D's registration_ransac_based_on_feature_matching as the Real3D-AD benchmark calls it: pairs
/// that are each other's nearest in feature space (all nearest ones when there are fewer than nine), triangles of three
/// pairs, checks of edge lengths and distances, most inliers win, the smaller error on a tie. Differs: draw i comes
/// from an own stream of the seed. No refinement follows. Cost: two feature searches and draws x pairs.</remarks>
public static class FeatureRegistration
{
    private const int Corners = 3;

    /// <summary>Searches the motion of a source onto a target.</summary>
    /// <param name="source">The cloud to be moved; finite.</param>
    /// <param name="sourceFeatures">One row per source point.</param>
    /// <param name="target">The cloud that stays; finite, not empty.</param>
    /// <param name="targetFeatures">One row per target point, as wide as the source's.</param>
    /// <param name="options">How to search.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">Lengths or widths differ, or an option is out of range.</exception>
    public static RegistrationResult Register(PointCloud source, FeatureMatrix sourceFeatures, PointCloud target,
        FeatureMatrix targetFeatures, RegistrationOptions options, int threads = 0, CancellationToken stop = default)
    {
        options.Check();
        Require.Length(sourceFeatures.Rows, source.Count, $"[{source.Count}]");
        Require.Length(targetFeatures.Rows, target.Count, $"[{target.Count}]");
        (Vector3d[] from, Vector3d[] to) = Pairs(source, sourceFeatures, target, targetFeatures, threads, stop);
        var best = new RegistrationResult(Rigid.Identity, 0, from.Length);
        if (from.Length < Corners)
            return best;
        double bestError = double.PositiveInfinity;
        int limit = options.Iterations;
        for (int i = 0; i < limit; i++)
        {
            if (i % 1024 == 0)
                stop.ThrowIfCancellationRequested();
            if (!TryDraw(from, to, options, i, out Rigid motion))
                continue;
            (int inliers, double error) = Measure(from, to, motion, options.Distance);
            double fitness = (double)inliers / from.Length;
            if (fitness < best.Fitness || (fitness == best.Fitness && error >= bestError))
                continue;
            (best, bestError) = (best with { Motion = motion, Fitness = fitness }, error);
            double needed = Math.Log(1 - options.Confidence) / Math.Log(1 - Math.Pow(fitness, Corners));
            limit = needed < limit ? (int)needed : limit;
        }
        return best;
    }

    private static (Vector3d[] From, Vector3d[] To) Pairs(PointCloud source, FeatureMatrix sourceFeatures,
        PointCloud target,
        FeatureMatrix targetFeatures, int threads, CancellationToken stop)
    {
        int[] forth = NearestRows.Search(targetFeatures, sourceFeatures, 1, threads, stop).Index;
        int[] all = [.. Enumerable.Range(0, forth.Length)];
        int[] mutual = [];
        if (source.Count > 0)
        {
            int[] back = NearestRows.Search(sourceFeatures, targetFeatures, 1, threads, stop).Index;
            mutual = Array.FindAll(all, i => back[forth[i]] == i);
        }
        int[] chosen = mutual.Length >= 3 * Corners ? mutual : all;
        return (Array.ConvertAll(chosen, i => Vector3d.Of(source, i)),
            Array.ConvertAll(chosen, i => Vector3d.Of(target, forth[i])));
    }

    private static bool TryDraw(Vector3d[] from, Vector3d[] to, RegistrationOptions options, int stream,
        out Rigid motion)
    {
        motion = default;
        var random = new SplitMix64(options.Seed, stream);
        Span<Vector3d> sources = stackalloc Vector3d[Corners], targets = stackalloc Vector3d[Corners];
        for (int i = 0; i < Corners; i++)
        {
            int pair = random.NextBelow(from.Length);
            (sources[i], targets[i]) = (from[pair], to[pair]);
        }
        for (int i = 0; i < Corners; i++)
        {
            double sourceEdge = (sources[i] - sources[(i + 1) % Corners]).Length;
            double targetEdge = (targets[i] - targets[(i + 1) % Corners]).Length;
            // A pair drawn twice has an edge of length 0 and leaves the motion open.
            if (sourceEdge == 0 || sourceEdge < options.EdgeRatio * targetEdge
                || targetEdge < options.EdgeRatio * sourceEdge)
                return false;
        }
        motion = RigidFit.Of(sources, targets);
        for (int i = 0; i < Corners; i++)
            if ((motion.Apply(sources[i]) - targets[i]).Length > options.Distance)
                return false;
        return true;
    }

    private static (int Inliers, double Error) Measure(Vector3d[] from, Vector3d[] to, Rigid motion, double distance)
    {
        int inliers = 0;
        double error = 0;
        for (int i = 0; i < from.Length; i++)
        {
            Vector3d gap = motion.Apply(from[i]) - to[i];
            double squared = Vector3d.Dot(gap, gap);
            if (squared >= distance * distance)
                continue;
            inliers++;
            error += squared;
        }
        return (inliers, inliers == 0 ? double.PositiveInfinity : error / inliers);
    }
}
