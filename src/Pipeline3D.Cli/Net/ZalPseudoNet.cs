using System.Numerics;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Cli.Net;

/// <summary>3DzAL's pseudo-anomalies of given draws.</summary>
[NetGroup("zal_pseudo", Summary = "3DzAL's places of interest and pseudo-anomalous patches of given draws.")]
internal sealed class ZalPseudoNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options tau, K_a, K_p, K_r", "share of pixels that are candidates; points of a piece, a patch and a hole"),
        new("option attach", "'mean' or 'picked': which place of the piece comes to lie on the anchor; mean where it "
            + "is not given"),
        new("normal_xyz, irrelevant_xyz", "input [h, w, 3]: 0 where there is no reading"),
        new("activation", "input [c, y, x]: of a random network"),
        new("bias_map_given", "input [h, w]: by which candidates are chosen"),
        new("pick, anchor, remove_pick", "input [1]: which candidate, which pixel of normal_xyz, which of the nearest "
            + "points is the hole's middle"),
        new("bias_map, candidates", "output [h, w], [m]"),
        new("normal_index, removing_index, adding_index", "output [K_p]: points with a reading, then attached ones"),
        new("removing_patch, adding_patch", "output [K_p, 3]: relative to the anchor and as they lie"),
        new("adding_label", "output [K_p]: 1 for attached points"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("tau", "K_a", "K_p", "K_r", "attach", "note");
        (OrganizedCloud host, OrganizedCloud other) = (Grid(task, "normal_xyz"), Grid(task, "irrelevant_xyz"));
        NpyArray activation = task.Array("activation");
        if (activation.Shape is not [_, var height, var width])
            throw task.Error("'activation' must be [c, h, w]");
        var isValid = new bool[other.Points.Count];
        int[] seen = other.ValidIndices();
        foreach (int pixel in seen)
            isValid[pixel] = true;
        task.Write("bias_map", BiasMap.Of(activation.To<float>(), height, width, isValid, other.Height, other.Width),
            other.Height, other.Width);
        float[] given = task.Array("bias_map_given").To<float>();
        if (given.Length != isValid.Length)
            throw task.Error($"'bias_map_given' has {given.Length} numbers, the scan {isValid.Length} pixels");
        int[] candidates = BiasMap.Candidates(given, isValid, task.Number("tau"));
        task.Write("candidates", Array.ConvertAll(candidates, pixel => (float)pixel), candidates.Length);

        int size = task.Whole("K_p", 1, 1 << 20), hole = task.Whole("K_r", 0, 1 << 20);
        int[] valid = host.ValidIndices();
        PointCloud points = host.Points.Select(valid), pieces = other.Points.Select(seen);
        if (points.Count < size + hole)
            throw task.Error($"'normal_xyz' has {points.Count} readings, a patch and a hole take {size + hole}");
        int pixelOfAnchor = Place(task, "anchor", host.Points.Count);
        if (!host.IsValid(pixelOfAnchor))
            throw task.Error($"'anchor' is pixel {pixelOfAnchor}, which has no reading");
        Vector3 anchor = host.Points[pixelOfAnchor];
        var tree = new KdTree(points);
        Write(task, "normal_index", PseudoAnomalies.Normal(tree, anchor, size));
        int[] left = PseudoAnomalies.Removing(points, tree, anchor, size, hole, Place(task, "remove_pick",
            size + hole));
        Write(task, "removing_index", left);
        task.Write("removing_patch", [.. left.SelectMany(i => Numbers(points[i] - anchor))], size, 3);

        int picked = Array.BinarySearch(seen, candidates[Place(task, "pick", candidates.Length)]);
        PointCloud attached = PseudoAnomalies.Attach(PseudoAnomalies.Piece(pieces, new KdTree(pieces), picked,
            task.Whole("K_a", 1, 1 << 20)), anchor, 1, Rule(task));
        int[] both = PseudoAnomalies.Adding(points, tree, anchor, attached, size);
        Write(task, "adding_index", both);
        task.Write("adding_patch", [.. both.SelectMany(i => Numbers((i < points.Count ? points[i]
            : attached[i - points.Count]) - anchor))], size, 3);
        Write(task, "adding_label", Array.ConvertAll(both, i => i < points.Count ? 0 : 1));
    }

    private static float[] Numbers(Vector3 point) => [point.X, point.Y, point.Z];

    private static void Write(NetTask task, string key, int[] numbers)
        => task.Write(key, Array.ConvertAll(numbers, number => (float)number), numbers.Length);

    private static AttachingRule Rule(NetTask task) => task.Option("attach") switch
    {
        { ValueKind: System.Text.Json.JsonValueKind.Undefined } => AttachingRule.Mean,
        { ValueKind: System.Text.Json.JsonValueKind.String } given when given.GetString() == "mean"
            => AttachingRule.Mean,
        { ValueKind: System.Text.Json.JsonValueKind.String } given when given.GetString() == "picked"
            => AttachingRule.Picked,
        _ => throw task.Error("option 'attach' must be 'mean' or 'picked'"),
    };

    private static OrganizedCloud Grid(NetTask task, string key)
    {
        NpyArray array = task.Array(key);
        return array.Shape is [var height, var width, 3] ? new OrganizedCloud(width, height,
            PointCloud.FromInterleaved(array.To<float>())) : throw task.Error($"'{key}' must be [h, w, 3]");
    }

    private static int Place(NetTask task, string key, int below) => task.Array(key).To<int>() is [var place]
        && place >= 0 && place < below ? place : throw task.Error($"'{key}' must be one number below {below}");
}
