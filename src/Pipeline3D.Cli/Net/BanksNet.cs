using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Cli.Net;

/// <summary>Coresets of memory banks and the scores by them.</summary>
[NetGroup("coreset_k6", Summary = "Coresets by three searches, and PatchCore's scores by a bank.")]
internal sealed class BanksNet : NetGroup
{
    // What M3DM's branch of points adds to the sum of exponentials.
    private const double PointsGuard = 1e-5;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("bank", "input [n, d]: features"),
        new("projection", "input [d, q]: what the bank is multiplied with before it is searched"),
        new("start_points", "input [s]: rows that the approximate search begins from"),
        new("query", "input [p, d]: the patches of a scan, p a square number where map is wanted"),
        new("projected", "output [n, q]"),
        new("greedy_projected, greedy_plain, approx_greedy", "output [m]: picks in projected rows, in the rows as they "
            + "are, and by the approximate search in the rows as they are"),
        new("min_dist, min_index, argmax", "output [p], [p], [1]: the nearest of the rows greedy_projected, and the "
            + "patch farthest from them"),
        new("score, score_m3dm_point", "output [1]: the re-weighted score, and M3DM's of points"),
        new("map", "output [h, w]: the distances, enlarged"),
        new("faiss_squared", "output [p]: squared distances"),
    ];

    public override void Compute(NetTask task)
    {
        // They say in words what the inputs hold.
        task.RequireOptionsOf("projection", "jl");
        FeatureMatrix bank = Rows(task, "bank"), queries = Rows(task, "query"),
            projected = SparseProjection.Apply(bank, Rows(task, "projection"));
        int[] starts = task.Array("start_points").To<int>();
        task.Write("projected", projected.Values, projected.Rows, projected.Columns);
        Picks("greedy_plain", count => Coreset.Select(bank, count));
        Picks("approx_greedy", count => ApproximateCoreset.Select(bank, count, starts));
        int rows = task.Output("greedy_projected").Shape is [var wanted] ? wanted
            : throw task.Error("'greedy_projected' has no shape of one size, which says how many rows are picked");
        int[] picks = Coreset.Select(projected, rows);
        Picks("greedy_projected", _ => picks);
        var memory = new MemoryBank(bank.Select(picks));
        BankScores scores = memory.Score(queries);
        float[] distances = scores.Distances;
        task.Write("min_dist", distances, distances.Length);
        task.Write("min_index", Array.ConvertAll(scores.Nearest, index => (float)index), distances.Length);
        task.Write("argmax", [Array.IndexOf(distances, distances.Max())], 1);
        task.Write("score", [scores.SampleScore], 1);
        task.Write("score_m3dm_point", [memory.Score(queries, PointsGuard, 0, null, default).SampleScore], 1);
        task.Write("faiss_squared", Array.ConvertAll(distances, distance => distance * distance), distances.Length);
        if (task.Wants("map"))
            Map(task, distances);

        void Picks(string key, Func<int, int[]> select)
        {
            if (task.Wants(key) && task.Output(key).Shape is [var count])
                task.Write(key, Array.ConvertAll(select(count), index => (float)index), count);
        }
    }

    private static void Map(NetTask task, float[] distances)
    {
        int side = (int)Math.Round(Math.Sqrt(distances.Length));
        if (side * side != distances.Length || task.Output("map").Shape is not [var height, var width])
            throw task.Error($"{distances.Length} patches are enlarged to 'map': a square number and two sizes are "
                + "needed");
        var map = new float[height * width];
        GridResize.Bilinear(distances, side, side, map, height, width);
        task.Write("map", map, height, width);
    }

    private static FeatureMatrix Rows(NetTask task, string key)
    {
        NpyArray array = task.Array(key);
        return array.Shape is [var rows, var columns] && columns > 0
            ? new FeatureMatrix(rows, columns, array.To<float>())
            : throw task.Error($"'{key}' is [{string.Join(", ", array.Shape)}], rows and columns are needed");
    }
}
