using Pipeline3D.Data;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.M3dm;

/// <summary>Scores of samples by banks.</summary>
internal static class M3dmScoring
{
    // Weights of points, colour and fusion, put on before the machines see the scores.
    private static readonly float[] Shares = [1, 0.1f, 1];

    // What the branch of points alone adds to the sum of the re-weighting's exponentials.
    private const double PointsGuard = 1e-5;

    /// <summary>Scores by the bank of points alone.</summary>
    public static Scores ByPoints(M3dmModel model, Scan scan, M3dmSample sample, M3dmOptions options,
        MethodContext context)
    {
        BankScores scores = model.Banks[0].Memory.Score(sample.Points, PointsGuard, context.Threads, context.Scope,
            context.Stop);
        if (sample.Grid is { } grid)
            return new Scores(scores.SampleScore, Map(scores.Distances, options).ToScan(grid.Padding).Scores);
        GroupSample cloud = sample.Cloud!;
        int[] nearest = OnDevice.Nearest(context.Scope, cloud.Groups!.Centres, cloud.Placed, 1, context.Threads,
            context.Stop).Index;
        return cloud.Points.Spread(scores.SampleScore, Array.ConvertAll(nearest, i => scores.Distances[i]), scan);
    }

    /// <summary>Scores by all banks, made one by the machines.</summary>
    public static Scores ByAll(M3dmModel model, GridPatches grid, IReadOnlyList<FeatureMatrix> patches,
        M3dmOptions options, MethodContext context)
    {
        (float[] whole, float[] each) = Parts(model.Banks, patches, options, context);
        var map = new float[options.GridSize * options.GridSize];
        for (int i = 0; i < map.Length; i++)
            map[i] = (float)model.Each!.Score(each.AsSpan(i * Shares.Length, Shares.Length));
        return new Scores((float)model.Whole!.Score(whole), new ScoreMap(options.GridSize, options.GridSize, map)
            .ToScan(grid.Padding).Scores);
    }

    /// <summary>What the machines see of a scan.</summary>
    /// <returns>A score by each bank, shape [3], and those of the pixels of the resized square, shape [pixels,
    /// 3].</returns>
    public static (float[] Whole, float[] Each) Parts(IReadOnlyList<ScaledBank> banks,
        IReadOnlyList<FeatureMatrix> patches, M3dmOptions options, MethodContext context)
    {
        var whole = new float[Shares.Length];
        var each = new float[checked(Shares.Length * options.GridSize * options.GridSize)];
        for (int bank = 0; bank < Shares.Length; bank++)
        {
            BankScores scores = banks[bank].Memory.Score(banks[bank].Scaled(patches[bank]), context.Threads,
                context.Scope, context.Stop);
            whole[bank] = Shares[bank] * scores.SampleScore;
            float[] map = Map(scores.Distances, options).Scores;
            for (int i = 0; i < map.Length; i++)
                each[(i * Shares.Length) + bank] = Shares[bank] * map[i];
        }
        return (whole, each);
    }

    private static ScoreMap Map(float[] distances, M3dmOptions options)
    {
        int side = (int)Math.Round(Math.Sqrt(distances.Length)), size = options.GridSize;
        var map = new float[size * size];
        GridResize.Bilinear(distances, side, side, map, size, size);
        GaussianBlur.Apply(map, size, size, options.BlurSigma, map);
        return new ScoreMap(size, size, map);
    }
}
