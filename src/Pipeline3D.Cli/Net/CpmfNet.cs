using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Cpmf;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Cli.Net;

/// <summary>CPMF: from maps of views to features of points and patches.</summary>
[NetGroup("cpmf", Summary = "CPMF's features of points by their places in views, and its patches.")]
internal sealed class CpmfNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("maps0, maps1, ...", "inputs [v, c, h, w]: maps of the views, a file for each stage; the first has half as "
            + "many rows as the picture"),
        new("positions", "input [v, 2, n]: column and row of each point in each view, cut to whole numbers"),
        new("valid_index", "input [n]: the pixel of each point in the square, row by row"),
        new("fpfh", "input [n, f]: histograms of the points"),
        new("view_angles", "output [27, 3]: angles about x, y and z, radians"),
        new("view_mean", "output [n, d]: means over views"),
        new("point_features", "output [n, d + f]: both, each of length 1"),
        new("patches", "output [g * g, d + f]: means of 3 x 3 pixels of the square, then of a grid of patches"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("note");
        task.Write("view_angles", [.. CpmfViews.Angles.SelectMany(angles => new[]
        {
            (float)angles.X, (float)angles.Y, (float)angles.Z,
        })], CpmfViews.All, 3);
        NpyArray positions = task.Array("positions"), fpfh = task.Array("fpfh");
        if (positions.Shape is not [var views, 2, var count] || fpfh.Shape is not [var rows, var columns]
            || rows != count)
            throw task.Error("'positions' must be [v, 2, n] and 'fpfh' [n, f]");
        ResNetMaps[] maps = [.. Enumerable.Range(0, int.MaxValue).TakeWhile(stage => task.Files.Any(file =>
            file.Key == $"maps{stage}" && file.Kind != NetKind.Output)).Select(stage => Maps(task, stage, views))];
        if (maps.Length == 0)
            throw task.Error("no input 'maps0' is named");
        int side = 2 * maps[0].Height;
        float[] places = positions.To<float>();
        int[][] pixels = [.. Enumerable.Range(0, views).Select(view => Enumerable.Range(0, count).Select(point =>
            (Cut(places[(((2 * view) + 1) * count) + point], side) * side)
                + Cut(places[(2 * view * count) + point], side)).ToArray())];
        FeatureMatrix mean = ViewLookup.Mean(maps, pixels, side, 0, default);
        task.Write("view_mean", mean.Values, mean.Rows, mean.Columns);
        FeatureMatrix both = CpmfRows.Joined(mean, new FeatureMatrix(rows, columns, fpfh.To<float>()));
        task.Write("point_features", both.Values, both.Rows, both.Columns);
        if (!task.Wants("patches"))
            return;
        int grid = task.Output("patches").Shape is [var patches, _] && Math.Sqrt(patches) is var root
            && root == Math.Floor(root) ? (int)root : throw task.Error("'patches' must be [g * g, d + f]");
        int[] valid = task.Array("valid_index").To<int>();
        if (valid.Length != count || valid.Any(pixel => pixel < 0 || pixel >= side * side))
            throw task.Error($"'valid_index' must be {count} pixels of a square of {side} x {side}");
        FeatureMatrix pooled = BtfExtractor.Pooled(both, valid, side, grid);
        task.Write("patches", pooled.Values, pooled.Rows, pooled.Columns);
    }

    private static int Cut(float place, int side) => Math.Clamp((int)place, 0, side - 1);

    private static ResNetMaps Maps(NetTask task, int stage, int views)
    {
        NpyArray given = task.Array($"maps{stage}");
        if (given.Shape is not [var count, var channels, var height, var width] || count != views)
            throw task.Error($"'maps{stage}' must be [{views}, c, h, w]");
        float[] planes = given.To<float>(), values = new float[planes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (int pixel, int channel) = Math.DivRem(i, channels);
            (int view, int at) = Math.DivRem(pixel, height * width);
            values[i] = planes[(((view * channels) + channel) * height * width) + at];
        }
        return new ResNetMaps(count, height, width, channels, values);
    }
}
