using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Cli.Net;

/// <summary>BTF's patches of depth and of histograms.</summary>
[NetGroup("btf", Summary = "BTF's patches: depth as scan lines and as tiles, histograms as means.")]
internal sealed class BtfNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("depth", "input [s, s]: depth of a square"),
        new("fpfh_map", "input [1, c, s, s]: features of each pixel"),
        new("raw_compat, raw_tiles", "output [g * g, s / g * s / g]: patches of consecutive pixels, and of tiles"),
        new("fpfh_patches", "output [g * g, c]: means of 3 x 3 pixels, then of a grid of patches"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("note");
        NpyArray depth = task.Array("depth"), map = task.Array("fpfh_map");
        if (depth.Shape is not [var size, var width] || width != size || map.Shape is not [1, var channels, var height,
            var columns] || height != columns)
            throw task.Error("'depth' must be [s, s] and 'fpfh_map' [1, c, s, s]");
        float[] values = depth.To<float>(), planes = map.To<float>();
        var points = new PointCloud(values.Length);
        values.CopyTo(points.Z);
        var square = new OrganizedCloud(size, size, points);
        foreach ((string key, BtfFeatures features) in new[] { ("raw_compat", BtfFeatures.RawCompat),
            ("raw_tiles", BtfFeatures.RawTiles) })
            if (task.Wants(key))
            {
                FeatureMatrix rows = BtfExtractor.Extract(square, new BtfRawOptions
                {
                    Features = features, GridSize = size, PatchGrid = Side(task, key), PadMultiple = 1,
                });
                task.Write(key, rows.Values, rows.Rows, rows.Columns);
            }
        if (!task.Wants("fpfh_patches"))
            return;
        var pixels = new FeatureMatrix(height * height, channels);
        for (int i = 0; i < planes.Length; i++)
            pixels.Row(i % pixels.Rows)[i / pixels.Rows] = planes[i];
        FeatureMatrix patches = BtfExtractor.Pooled(pixels, [.. Enumerable.Range(0, pixels.Rows)], height,
            Side(task, "fpfh_patches"));
        task.Write("fpfh_patches", patches.Values, patches.Rows, patches.Columns);
    }

    private static int Side(NetTask task, string key) => task.Output(key).Shape is [var patches, _]
        && Math.Sqrt(patches) is var root && root == Math.Floor(root) ? (int)root
        : throw task.Error($"'{key}' must be [g * g, d]");
}
