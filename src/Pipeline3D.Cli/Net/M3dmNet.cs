using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.M3dm;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Cli.Net;

/// <summary>M3DM's features of points: from centres to pixels, to patches.</summary>
[NetGroup("m3dm_idw", Summary = "M3DM's interpolation from centres to pixels and patches.")]
internal sealed class InterpolationNet : NetGroup
{
    private const int PoolingWindow = 3;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("xyz", "input [h, w, 3]: a scan; pixels with three coordinates that are not 0 count"),
        new("center_features", "input [m, d]: features of m centres, the farthest points of those"),
        new("center_index", "output [m]: the centres among the points that count"),
        new("index, weight", "output [n, 3]: the three nearest centres of each point, and their weights"),
        new("interpolated", "output [n, d]"),
        new("pooled", "output [g * g, d]: means of 3 x 3 pixels, then of a grid of patches, row by row"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("note");
        NpyArray xyz = task.Array("xyz"), features = task.Array("center_features");
        if (xyz.Shape is not [var height, var width, 3] || features.Shape is not [var count, var columns])
            throw task.Error("'xyz' must be [h, w, 3] and 'center_features' [m, d]");
        var grid = PointCloud.FromInterleaved(xyz.To<float>());
        // The reference's rule of a reading, which drops true coordinates of 0.
        int[] valid = [.. Enumerable.Range(0, grid.Count).Where(i => grid[i] is { X: not 0, Y: not 0, Z: not 0 })];
        PointCloud points = grid.Select(valid);
        int[] centres = FarthestPoints.Select(points, count).Index;
        var weights = InverseDistance.Of(points.Select(centres), points);
        FeatureMatrix found = weights.Apply(new FeatureMatrix(count, columns, features.To<float>()));
        task.Write("center_index", Floats(centres), count);
        task.Write("index", Floats(weights.Index), valid.Length, weights.PerPlace);
        task.Write("weight", weights.Weight, valid.Length, weights.PerPlace);
        task.Write("interpolated", found.Values, found.Rows, found.Columns);
        if (!task.Wants("pooled"))
            return;
        int side = task.Output("pooled").Shape is [var patches, _] && Math.Round(Math.Sqrt(patches)) is var root
            && root * root == patches ? (int)root : throw task.Error("'pooled' must be [g * g, d]");
        var scattered = new float[checked(height * width * columns)];
        for (int i = 0; i < valid.Length; i++)
            found.Row(i).CopyTo(scattered.AsSpan(valid[i] * columns));
        float[] means = Pooling.Average(scattered, height, width, columns, PoolingWindow);
        int margin = PoolingWindow - 1;
        task.Write("pooled", Pooling.Adaptive(means, height - margin, width - margin, columns, side, side),
            side * side, columns);
    }

    private static float[] Floats(int[] numbers) => Array.ConvertAll(numbers, number => (float)number);
}

/// <summary>M3DM's one-class support vector machine.</summary>
[NetGroup("ocsvm_sgd", Summary = "M3DM's one-class support vector machine by stochastic gradient descent.")]
internal sealed class OneClassSvmNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options nu, max_iter, tol, n_iter_no_change, shuffle_seed", "as in sklearn; those of M3DM are known"),
        new("scores", "input [n, d]: samples"),
        new("coef, offset, epochs", "output [d], [1], [1]"),
        new("score_samples", "output [n]: what each sample scores"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("nu", "alpha", "max_iter", "tol", "n_iter_no_change", "shuffle_seed", "note");
        NpyArray scores = task.Array("scores");
        if (scores.Shape is not [var count, var columns])
            throw task.Error("'scores' must be [n, d]");
        float[] samples = scores.To<float>();
        OneClassSvm machine = OneClassSvm.Fit(samples, columns, new OneClassSvmOptions
        {
            Nu = task.Number("nu"), EpochsLimit = task.Whole("max_iter", 1, int.MaxValue),
            Tolerance = task.Number("tol"), Patience = task.Whole("n_iter_no_change", 1, int.MaxValue),
            ShuffleSeed = checked((uint)task.Whole("shuffle_seed", 1, int.MaxValue)),
        });
        task.Write("coef", Array.ConvertAll(machine.Weights, weight => (float)weight), columns);
        task.Write("offset", [(float)machine.Offset], 1);
        task.Write("epochs", [machine.Epochs], 1);
        task.Write("score_samples", [.. Enumerable.Range(0, count).Select(sample =>
            (float)machine.Score(samples.AsSpan(sample * columns, columns)))], count);
    }
}
