using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.ImrNet;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Cli.Net;

/// <summary>IMRNet's geometry-aware sampling.</summary>
[NetGroup("imrnet_gps", Summary = "IMRNet's geometry-aware sampling.")]
internal sealed class ImrNetSamplingNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options k, M, high_fraction, high_share", "neighbours, points to keep, and both shares"),
        new("points, normals", "input [n, 3]"),
        new("change_unsigned, change_signed", "output [n]: mean angle to the neighbours' normals, radians"),
        new("high_set", "output: points of the largest unsigned change, ascending"),
        new("selected", "output [M]: farthest points of the set, then of the rest"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("n", "k", "M", "high_fraction", "high_share", "note");
        PointCloud cloud = Clouds.Of(task, "points"), normals = Clouds.Of(task, "normals");
        if (normals.Count != cloud.Count)
            throw task.Error($"{normals.Count} normals of {cloud.Count} points");
        int neighbours = task.Whole("k", 1, Math.Max(1, cloud.Count - 1)), kept = task.Whole("M", 1, cloud.Count);
        float[] change = Change(isSigned: false);
        task.Write("change_unsigned", change, cloud.Count);
        task.Write("change_signed", Change(isSigned: true), cloud.Count);
        int[] high = GeometrySampling.High(change, task.Number("high_fraction"));
        task.Write("high_set", Clouds.Numbers(high), high.Length);
        task.Write("selected", Clouds.Numbers(GeometrySampling.Select(cloud, high, kept, task.Number("high_share"),
            CancellationToken.None)), kept);

        float[] Change(bool isSigned)
            => GeometrySampling.Change(cloud, normals, neighbours, isSigned, 0, CancellationToken.None);
    }
}

/// <summary>IMRNet's masks, and the cloud after one iteration.</summary>
[NetGroup("imrnet_iterate", Summary = "IMRNet's masks, and the cloud after one iteration.")]
internal sealed class ImrNetIterationNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options rho, M", "share of hidden groups, and points after the iteration"),
        new("centers", "input [G, 3]"),
        new("neighborhood, prediction", "input [G, S, 3]: groups as they are and as found, relative"),
        new("permutation", "input [G]: the order in which groups are hidden"),
        new("masks", "output [masks, G]: 1 where a mask hides a group"),
        new("union_single", "output [G S, 3]: after the first mask"),
        new("next_single, next_full_cover", "output [M]: rows of the union that are kept"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("rho", "M", "note");
        PointCloud centres = Clouds.Of(task, "centers");
        NpyArray groups = task.Array("neighborhood"), found = task.Array("prediction");
        if (groups.Shape.Length != 3 || groups.Shape[0] != centres.Count || !groups.Shape.SequenceEqual(found.Shape))
            throw task.Error("neighborhood and prediction must have shape [G, S, 3] with as many groups as centers");
        int[] order = task.Array("permutation").To<int>();
        if (!order.Order().SequenceEqual(Enumerable.Range(0, centres.Count)))
            throw task.Error("permutation must hold every group once");
        float[] relative = groups.To<float>(), all = found.To<float>();
        bool[][] masks = Reconstruction.Masks(order, GroupMasks.Hidden(task.Number("rho"), centres.Count));
        int length = 3 * groups.Shape[1], kept = task.Whole("M", 1, relative.Length / 3);
        task.Write("masks", [.. masks.SelectMany(mask => mask.Select(hidden => hidden ? 1f : 0))], masks.Length,
            centres.Count);
        float[] hidden = [.. Enumerable.Range(0, centres.Count).Where(group => masks[0][group])
            .SelectMany(group => all[(group * length)..((group + 1) * length)])];
        PointCloud single = Reconstruction.Union(centres, relative, hidden, masks[0]),
            full = Reconstruction.Union(centres, all, [], new bool[centres.Count]);
        task.Write("union_single", single.ToInterleaved(), single.Count, 3);
        task.Write("next_single", Clouds.Numbers(FarthestPoints.Select(single, kept).Index), kept);
        task.Write("next_full_cover", Clouds.Numbers(FarthestPoints.Select(full, kept).Index), kept);
    }
}

/// <summary>IMRNet's scores of a reconstruction.</summary>
[NetGroup("imrnet_score", Summary = "IMRNet's point and feature distances and their score.")]
internal sealed class ImrNetScoreNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("option k_smooth", "points of the mean that smooths scores; idw_eps is 1e-8"),
        new("P0, PT", "input [n, 3] and [m, 3]: the cloud and its reconstruction"),
        new("centers, F0, FT", "input [G, 3] and [G, d]: common centres with both features"),
        new("a_forward, r_backward", "output [n]: distances both ways"),
        new("e_center, e_point, idw_index, idw_weight", "output [G], [n], [n, 3], [n, 3]: distances of features"),
        new("score, score_smooth", "output [n]"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("k_smooth", "idw_eps", "note");
        if (task.Number("idw_eps") != 1e-8)
            throw task.Error("option 'idw_eps' must be 1e-8");
        PointCloud original = Clouds.Of(task, "P0"), found = Clouds.Of(task, "PT"),
            centres = Clouds.Of(task, "centers");
        float[] before = task.Array("F0").To<float>(), after = task.Array("FT").To<float>();
        if (before.Length != after.Length || before.Length % centres.Count != 0)
            throw task.Error("F0 and FT must have one row for each of centers, and the same width");
        CancellationToken never = CancellationToken.None;
        var tree = new KdTree(original);
        float[] gone = ImrNetScoring.Forward(original, found, 0, never),
            filled = ImrNetScoring.Backward(tree, found, 0, never),
            moved = [.. gone.Zip(filled, Math.Max)], atCentres = ImrNetScoring.AtCentres(before, after, centres.Count),
            features = ImrNetScoring.Spread(centres, atCentres, original, 0, never);
        var blend = InverseDistance.Of(centres, original);
        ScoreRange points = ScoreRange.Of(moved), ofFeatures = ScoreRange.Of(features);
        float[] score = [.. moved.Zip(features, (p, f) => (float)(points.Scale(p) + ofFeatures.Scale(f)))];
        int count = original.Count;
        task.Write("a_forward", gone, count);
        task.Write("r_backward", filled, count);
        task.Write("e_center", atCentres, centres.Count);
        task.Write("e_point", features, count);
        task.Write("idw_index", Clouds.Numbers(blend.Index), count, blend.PerPlace);
        task.Write("idw_weight", blend.Weight, count, blend.PerPlace);
        task.Write("score", score, count);
        task.Write("score_smooth", ImrNetScoring.Smooth(tree, score, task.Whole("k_smooth", 1, count), 0, never),
            count);
    }
}

file static class Clouds
{
    public static PointCloud Of(NetTask task, string key) => task.Array(key) is { Shape: [_, 3] } points
        ? PointCloud.FromInterleaved(points.To<float>()) : throw task.Error($"'{key}' must have shape [n, 3]");

    public static float[] Numbers(int[] indices) => Array.ConvertAll(indices, index => (float)index);
}
