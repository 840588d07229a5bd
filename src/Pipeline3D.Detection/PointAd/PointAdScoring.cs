using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.PointAd;

/// <summary>From features and prompts to scores.</summary>
/// <remarks>Source: PointAD, inference: the map on the points is the mean of the views' maps, smoothed; an object's
/// score is half the map's maximum and half the mean probability of its views.</remarks>
internal static class PointAdScoring
{
    public static Scores Score(Scan scan, PointAdSample sample, ReadOnlySpan<float> text, PointAdOptions options,
        MethodContext context)
    {
        float[] direction = Similarity.Direction(text);
        var grid = new PatchGrid(sample.Views.Side, sample.Size);
        float views = Similarity.Anomalous(sample.Views.Classes(), direction).Average();
        float[] map = MapOfViews(scan, sample, direction, grid, options, context);
        if (sample.Rgb is null && options.Rgb != RgbUse.Ignore)
            context.Remark($"scans without a colour picture on their grid are scored by shape alone, although 'rgb' is "
                + $"{OptionText.Write(options.Rgb)}");
        if (sample.Rgb is not { } rgb)
            return new Scores((0.5f * map.Max()) + (0.5f * views), map);
        OrganizedCloud pixels = scan.Grid!;
        float picture = Similarity.Anomalous(rgb.Classes(), direction)[0];
        float[] colour = MapOfPicture(rgb, direction, grid, pixels, options);
        if (options.Rgb == RgbUse.Only)
            return new Scores(colour.Max() + picture, colour);
        float[] both = new float[map.Length];
        for (int i = 0; i < both.Length; i++)
            both[i] = (map[i] + colour[i]) / 2;
        GaussianBlur.Apply(both, pixels.Height, pixels.Width, options.Blur, both);
        float score = options.Fusion == ScoreFusion.Code ? both.Max() + ((picture + views) / 2)
            : 0.5f * ((0.5f * ((0.5f * (picture + colour.Max())) + (0.5f * (views + map.Max())))) + both.Max());
        return new Scores(score, both);
    }

    /// <summary>Mean over layers of the probability of an anomaly per patch.</summary>
    internal static float[] MapOf(PictureFeatures features, int picture, ReadOnlySpan<float> direction)
    {
        var map = new float[features.Side * features.Side];
        for (int layer = 0; layer < features.Layers; layer++)
        {
            using RentedFloats tokens = features.Rent(layer, picture);
            float[] more = Similarity.Anomalous(tokens.Span, direction);
            for (int i = 0; i < map.Length; i++)
                map[i] += more[i];
        }
        for (int i = 0; i < map.Length; i++)
            map[i] /= features.Layers;
        return map;
    }

    private static float[] MapOfPicture(PictureFeatures rgb, ReadOnlySpan<float> direction, PatchGrid grid,
        OrganizedCloud pixels, PointAdOptions options)
    {
        float[] picture = grid.Enlarge(MapOf(rgb, 0, direction)), map = picture;
        if (pixels.Width != grid.Size || pixels.Height != grid.Size)
        {
            map = new float[pixels.Width * pixels.Height];
            GridResize.Bilinear(picture, grid.Size, grid.Size, map, pixels.Height, pixels.Width);
        }
        GaussianBlur.Apply(map, pixels.Height, pixels.Width, options.Blur, map);
        return map;
    }

    private static float[] MapOfViews(Scan scan, PointAdSample sample, ReadOnlySpan<float> direction, PatchGrid grid,
        PointAdOptions options, MethodContext context)
    {
        var maps = new float[sample.Views.Pictures][];
        for (int view = 0; view < maps.Length; view++)
            maps[view] = MapOf(sample.Views, view, direction);
        SeenPoints seen = sample.Seen;
        if (scan.Grid is { } pixels)
        {
            float[] map = seen.Spread(seen.Mean(grid, maps));
            GaussianBlur.Apply(map, pixels.Height, pixels.Width, options.Blur, map);
            return map;
        }
        float[] points = options.UnorganizedBlur switch
        {
            UnorganizedBlur.View => seen.MeanOfPictures([.. maps.Select(map => Blurred(grid.Enlarge(map), grid.Size,
                grid.Size, options.Blur))]),
            UnorganizedBlur.IndexGrid => OnIndexGrid(seen.Mean(grid, maps), options.Blur, context),
            _ => seen.Mean(grid, maps),
        };
        return seen.SpreadToAll(points, scan, context);
    }

    // As the released code does with a cloud: its points in file order are taken for a picture.
    private static float[] OnIndexGrid(float[] points, double sigma, MethodContext context)
    {
        int side = (int)Math.Round(Math.Sqrt(points.Length));
        return side * side == points.Length ? Blurred(points, side, side, sigma) : throw context.Reject(
            Core.Items.RejectReason.SizeMismatch, $"{points.Length} points are no square, which 'unorganized_blur: "
            + "index-grid' needs: show 112896 of them (densify), or use 'view'");
    }

    private static float[] Blurred(float[] map, int height, int width, double sigma)
    {
        GaussianBlur.Apply(map, height, width, sigma, map);
        return map;
    }
}
