using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Geometry;

namespace Pipeline3D.Cli.Net;

/// <summary>Synthetic anomalies with given draws on a given cloud, all of which counts as one patch.</summary>
[NetGroup("anomaly_synthesis", Summary = "Synthetic anomalies of given draws: places, kept points, labels.")]
internal sealed class AnomalySynthesisNet : NetGroup
{
    // What the numbers were made with, in words; what we do is the same.
    private static readonly string[] Options =
        ["draws", "label_threshold", "hole_rim", "hole_wall", "break_cut", "bend", "crack", "patchgen"];

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("points.npy, normals.npy", "input [n, 3]: a cloud and its unit normals"),
        new("seed_index.npy", "input [1]: the point in the middle"),
        new("draws.npy", "input [6]: r, h, angle in radians and length of bending, width and depth of the crack"),
        new("break_jitter.npy", "input [3]: g of the break's and the bending's axis unit(n + 0.3 g)"),
        new("break_noise.npy", "input [n]: deviations of the cap, by the index of the point that goes"),
        new("crack_polyline.npy", "input [k, 3]: corners of the crack"),
        new("crack_jag.npy", "input [n]: jags of -1 to 1"),
        new("patchgen_view.npy, patchgen_uniform.npy", "input [3], [m]: the viewpoint, and shares of 0.1"),
        new("bulge_points.npy, bulge_label.npy", "output [n, 3], [n]; likewise concavity, bending, crack"),
        new("hole_kept.npy, hole_label.npy", "output [k]: indices that stay, and their labels"),
        new("hole_wall.npy", "output [96, 3]: 4 rings of 24, from the surface inwards; other numbers by 'hole_wall'"),
        new("break_kept.npy, break_label_kept.npy", "output [k]: indices that stay, and their labels"),
        new("break_cap.npy", "output [n - k, 3]: in the order of the points that go"),
        new("po3ad_region.npy", "output [n / 64, rounded up]: the part around the middle, nearest first"),
        new("po3ad_abs_normal.npy, po3ad_signed_normal.npy", "output [n / 64, 3]: the part's points, moved by h"),
        new("patchgen_index.npy, patchgen_points.npy", "output [m], [m, 3]: nearest to the viewpoint first"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf(Options);
        SurfaceCloud cloud = new(Cloud(task, "points"), Cloud(task, "normals"));
        int seed = task.Array("seed_index").To<int>() is [var index] && index >= 0 && index < cloud.Count ? index
            : throw task.Error($"'seed_index' must be one index below {cloud.Count}");
        float[] draws = Floats(task, "draws", 6);
        Bumps(task, cloud, seed, draws[0], draws[1]);
        Hole(task, cloud, new HoleDraw(cloud.FrameAt(seed), draws[0]));
        Planes(task, cloud, cloud.FrameAt(seed), draws);
        Crack(task, cloud, cloud.FrameAt(seed), draws[4], draws[5]);
        Po3ad(task, cloud, seed, draws[1]);
        PatchGen(task, cloud);
    }

    private static void Bumps(NetTask task, SurfaceCloud cloud, int seed, float radius, float height)
    {
        Moved(task, "bulge", new BumpDraw(cloud.FrameAt(seed), radius, height).On(cloud));
        Moved(task, "concavity", new BumpDraw(cloud.FrameAt(seed), radius, -height).On(cloud));
    }

    private static void Hole(NetTask task, SurfaceCloud cloud, HoleDraw draw)
    {
        if (task.Option("hole_wall") is { ValueKind: JsonValueKind.String } words)
        {
            string[] found = words.GetString()!.Split(' ');
            if (found is not [var around, "x", var rings, ..] || !int.TryParse(around, out int points)
                || !int.TryParse(rings, out int rows) || points is < 1 or > 10_000 || rows is < 1 or > 10_000)
                throw task.Error("option 'hole_wall' must begin with the wall's lattice, such as '24 x 4'");
            draw = draw with { Around = points, Rings = rows };
        }
        SpoiltCloud open = draw.On(cloud);
        Kept(task, open, "hole_kept", "hole_label");
        Places(task, "hole_wall", draw.Wall());
    }

    private static void Planes(NetTask task, SurfaceCloud cloud, AnomalyFrame frame, float[] draws)
    {
        float[] jitter = Floats(task, "break_jitter", 3), noise = Floats(task, "break_noise", cloud.Count);
        Vector3 axis = Vector3.Normalize(frame.Normal + 0.3f * new Vector3(jitter));
        SpoiltCloud cut = new BreakDraw(frame.Centre, axis, draws[0], 0, 0).On(cloud, noise);
        Kept(task, cut, "break_kept", "break_label_kept");
        PointCloud points = cut.Points;
        Places(task, "break_cap", [.. Enumerable.Range(0, points.Count).Where(i => cut.Source[i] < 0)
            .Select(i => points[i])]);
        Moved(task, "bending", new BendingDraw(0.2f * axis, axis, Vector3.Normalize(
            Vector3.Cross(axis, frame.Tangent)), draws[2], draws[3]).On(cloud));
    }

    private static void Crack(NetTask task, SurfaceCloud cloud, AnomalyFrame frame, float width, float depth)
    {
        PointCloud line = Cloud(task, "crack_polyline");
        if (line.Count < 2)
            throw task.Error($"'crack_polyline' has {line.Count} corners, at least 2 are needed");
        Moved(task, "crack", new CrackDraw([.. Enumerable.Range(0, line.Count).Select(i => line[i])], frame.Normal,
            width, depth, 0).On(cloud, Floats(task, "crack_jag", cloud.Count)));
    }

    private static void Po3ad(NetTask task, SurfaceCloud cloud, int seed, float amplitude)
    {
        ImmutableArray<int> region = Po3adDraw.PartAround(cloud, seed);
        Indices(task, "po3ad_region", region);
        foreach ((string key, bool signed) in new[] { ("po3ad_abs_normal", false), ("po3ad_signed_normal", true) })
        {
            PointCloud moved = new Po3adDraw(region, amplitude, signed).On(cloud).Points;
            Places(task, key, [.. region.Select(i => moved[i])]);
        }
    }

    private static void PatchGen(NetTask task, SurfaceCloud cloud)
    {
        float[] magnitudes = task.Array("patchgen_uniform").To<float>();
        if (magnitudes.Length > cloud.Count)
            throw task.Error($"'patchgen_uniform' has {magnitudes.Length} numbers for {cloud.Count} points");
        var draw = new PatchGenDraw(new Vector3(Floats(task, "patchgen_view", 3)), 0.1f, [.. magnitudes]);
        PointCloud moved = draw.On(cloud).Points;
        Indices(task, "patchgen_index", draw.Region(cloud));
        Places(task, "patchgen_points", [.. draw.Region(cloud).Select(i => moved[i])]);
    }

    private static PointCloud Cloud(NetTask task, string key)
    {
        NpyArray array = task.Array(key);
        return array.Shape is [_, 3] ? PointCloud.FromInterleaved(array.To<float>())
            : throw task.Error($"'{key}' must be of shape [n, 3]");
    }

    private static float[] Floats(NetTask task, string key, int count)
        => task.Array(key).To<float>() is var found && found.Length == count ? found
            : throw task.Error($"'{key}' has {found.Length} numbers, {count} are needed");

    private static void Moved(NetTask task, string kind, SpoiltCloud spoilt)
    {
        PointCloud points = spoilt.Points;
        Places(task, $"{kind}_points", [.. Enumerable.Range(0, points.Count).Select(i => points[i])]);
        Labels(task, $"{kind}_label", spoilt.IsAnomalous);
    }

    private static void Kept(NetTask task, SpoiltCloud cut, string index, string label)
    {
        int[] kept = [.. cut.Source.Where(from => from >= 0)];
        Indices(task, index, [.. kept]);
        Labels(task, label, [.. cut.IsAnomalous.Take(kept.Length)]);
    }

    private static void Places(NetTask task, string key, ImmutableArray<Vector3> places) => task.Write(key,
        [.. places.SelectMany(place => new[] { place.X, place.Y, place.Z })], places.Length, 3);

    private static void Labels(NetTask task, string key, IReadOnlyList<bool> labels)
        => task.Write(key, [.. labels.Select(label => label ? 1f : 0f)], labels.Count);

    private static void Indices(NetTask task, string key, ImmutableArray<int> indices)
        => task.Write(key, [.. indices.Select(index => (float)index)], indices.Length);
}
