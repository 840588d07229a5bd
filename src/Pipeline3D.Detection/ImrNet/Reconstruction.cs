using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>Iterative masked reconstruction: groups of a cloud are hidden and replaced by what the network makes of the
/// others, several times over.</summary>
/// <remarks>Source: IMRNet (Li et al., CVPR 2024); the order of union and thinning is a reconstruction. Masks depend on
/// seed and iteration alone, so every scan sees the same ones.</remarks>
internal static class Reconstruction
{
    /// <summary>The cloud after all iterations.</summary>
    /// <param name="network">The network.</param>
    /// <param name="lane">Entered for the network alone.</param>
    /// <param name="cloud">A thinned cloud of unit size.</param>
    /// <param name="first">Its groups.</param>
    /// <param name="options">Iterations, masks and cover.</param>
    /// <param name="threads">Most threads for grouping; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static PointCloud Run(PointMaeModel network, DeviceLane lane, PointCloud cloud, PointGroups first,
        ImrNetOptions options, int threads, CancellationToken stop)
    {
        PointCloud now = cloud;
        for (int iteration = 0; iteration < options.Iterations; iteration++)
        {
            PointGroups groups = iteration == 0 ? first
                : PointGroups.Of(now, first.Centres.Count, first.Size, threads: threads, stop: stop);
            var random = new SplitMix64(options.Seed ?? 0, iteration);
            int count = groups.Centres.Count, hidden = GroupMasks.Hidden(options.MaskRatio, count);
            bool[][] masks = options.Cover == MaskCover.Single
                ? [GroupMasks.Draw(options.Mask, groups.Centres, hidden, ref random)]
                : Masks(GroupMasks.Permutation(count, ref random), hidden);
            PointCloud before = now;
            IReadOnlyList<float[]> found = lane.Run(_ => network.Reconstruct(before, groups, masks, stop), stop);
            PointCloud union = options.Cover == MaskCover.Single ? Single(now, groups, masks[0], found[0])
                : Full(groups, masks, found);
            now = union.Select(FarthestPoints.Select(union, Math.Min(cloud.Count, union.Count), 0, stop).Index);
        }
        return now;
    }

    /// <summary>Masks that share no group and hide all: runs of an order of all groups; the last may be
    /// shorter.</summary>
    public static bool[][] Masks(ReadOnlySpan<int> order, int hidden)
    {
        var masks = new bool[(order.Length + hidden - 1) / hidden][];
        for (int mask = 0; mask < masks.Length; mask++)
        {
            masks[mask] = new bool[order.Length];
            foreach (int group in order[(mask * hidden)..Math.Min((mask + 1) * hidden, order.Length)])
                masks[mask][group] = true;
        }
        return masks;
    }

    /// <summary>Points of visible groups, then those that were found for hidden ones, both ascending by
    /// group.</summary>
    /// <param name="centres">Centres of all groups.</param>
    /// <param name="groups">Shape [G, S, 3], relative.</param>
    /// <param name="found">Shape [hidden, S, 3], relative.</param>
    /// <param name="isHidden">Shape [G].</param>
    public static PointCloud Union(PointCloud centres, ReadOnlySpan<float> groups, ReadOnlySpan<float> found,
        ReadOnlySpan<bool> isHidden)
    {
        int length = groups.Length / centres.Count, at = 0;
        var union = new PointCloud(groups.Length / 3);
        for (int group = 0; group < centres.Count; group++)
            if (!isHidden[group])
                Place(centres, group, groups.Slice(group * length, length), union, ref at);
        for (int group = 0, next = 0; group < centres.Count; group++)
            if (isHidden[group])
                Place(centres, group, found.Slice(next++ * length, length), union, ref at);
        return union;
    }

    private static PointCloud Single(PointCloud cloud, PointGroups groups, bool[] isHidden, float[] found)
    {
        var points = new float[groups.Members.Length * 3];
        groups.Gather(cloud, 0, points);
        return Union(groups.Centres, points, found, isHidden);
    }

    private static PointCloud Full(PointGroups groups, bool[][] masks, IReadOnlyList<float[]> found)
    {
        var union = new float[groups.Members.Length * 3];
        int length = groups.Size * 3;
        for (int mask = 0; mask < masks.Length; mask++)
            for (int group = 0, next = 0; group < masks[mask].Length; group++)
                if (masks[mask][group])
                    found[mask].AsSpan(next++ * length, length).CopyTo(union.AsSpan(group * length));
        return Union(groups.Centres, union, [], new bool[groups.Centres.Count]);
    }

    private static void Place(PointCloud centres, int group, ReadOnlySpan<float> relative, PointCloud union, ref int at)
    {
        for (int i = 0; i < relative.Length; i += 3, at++)
            (union.X[at], union.Y[at], union.Z[at]) = (centres.X[group] + relative[i],
                centres.Y[group] + relative[i + 1], centres.Z[group] + relative[i + 2]);
    }
}
