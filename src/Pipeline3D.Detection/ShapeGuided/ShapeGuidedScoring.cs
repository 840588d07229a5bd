using Pipeline3D.Data;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Scores of scans by a model of Shape-Guided.</summary>
internal static class ShapeGuidedScoring
{
    /// <summary>Scores a scan: pixels by the larger of both kinds, the scan by their product; by shape alone where no
    /// colour is looked at.</summary>
    public static Scores Score(ShapeGuidedModel model, Scan scan, PatchedScan sample, ShapeGuidedOptions options,
        SurfaceLanes lanes, MethodContext context)
    {
        ShapeScores shape = model.Score(sample, options, 0, lanes, context.Threads, context.Stop);
        if (sample.Padding is not { } padding)
            return OfCloud(scan, sample, shape, context);
        float[] map = OnSquare(sample, shape.Points);
        float whole = shape.Whole;
        if (model.Colour is { } memory)
        {
            float[] cells = memory.Score(sample, shape.Codes, options, 0, context.Threads, context.Stop),
                colour = Enlarged(sample, cells, options);
            for (int i = 0; i < map.Length; i++)
                map[i] = memory.Alignment.Larger(map[i], colour[i]);
            whole *= cells.Max();
        }
        Blur(sample, map, options);
        return new Scores(whole, new ScoreMap(sample.Side, sample.Side, map).ToScan(padding).Scores);
    }

    /// <summary>Smoothed maps of both kinds.</summary>
    /// <param name="model">Of shape and colour.</param>
    /// <param name="sample">On a grid, with colour.</param>
    /// <param name="options">How.</param>
    /// <param name="leftOut">Nearest codes and rows that are left out.</param>
    /// <param name="lanes">One is entered for the networks.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public static (float[] Shape, float[] Colour) Maps(ShapeGuidedModel model,
        PatchedScan sample, ShapeGuidedOptions options, int leftOut, SurfaceLanes lanes, int threads,
        CancellationToken stop)
    {
        ShapeScores found = model.Score(sample, options, leftOut, lanes, threads, stop);
        float[] cells = model.Colour!.Score(sample, found.Codes, options, leftOut, threads, stop),
            shape = OnSquare(sample, found.Points), colour = Enlarged(sample, cells, options);
        Blur(sample, shape, options);
        Blur(sample, colour, options);
        return (shape, colour);
    }

    // Points that were not looked at take the score of the nearest that was.
    private static Scores OfCloud(Scan scan, PatchedScan sample, ShapeScores shape, MethodContext context)
    {
        CloudSample all = CloudSample.Of(scan, context);
        return all.Points.Count == sample.Points.Count ? all.Spread(shape.Whole, shape.Points, scan)
            : all.Spread(shape.Whole, Array.ConvertAll(OnDevice.Nearest(context.Scope, sample.Points, all.Points, 1,
                context.Threads, context.Stop).Index, i => shape.Points[i]), scan);
    }

    private static float[] OnSquare(PatchedScan sample, float[] points)
    {
        var map = new float[sample.Side * sample.Side];
        for (int i = 0; i < points.Length; i++)
            map[sample.Places[i]] = points[i];
        return map;
    }

    private static float[] Enlarged(PatchedScan sample, float[] cells, ShapeGuidedOptions options)
    {
        var map = new float[sample.Side * sample.Side];
        GridResize.Bilinear(cells, options.PatchGrid, options.PatchGrid, map, sample.Side, sample.Side);
        return map;
    }

    private static void Blur(PatchedScan sample, float[] map, ShapeGuidedOptions options)
        => GaussianBlur.Apply(map, sample.Side, sample.Side, options.BlurSigma * sample.Side / options.GridSize, map);
}
