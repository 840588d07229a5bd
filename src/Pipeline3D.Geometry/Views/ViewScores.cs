using System.Globalization;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Brings the points' scores to the pixels of views: the way back of
/// <see cref="MultiView.BackProject"/>.</summary>
public static class ViewScores
{
    /// <summary>Writes scores into the views that see their points; where several do, the lowest index wins.</summary>
    /// <param name="views">The projections of n points.</param>
    /// <param name="scores">Shape [n].</param>
    /// <param name="background">Value of pixels that show no point.</param>
    /// <returns>One map per view, shape [height, width].</returns>
    /// <exception cref="ArgumentException">The numbers of points differ, or a pixel is outside its view.</exception>
    public static float[][] Scatter(IReadOnlyList<ViewProjection> views, ReadOnlySpan<float> scores,
        float background = 0)
    {
        Check(views, scores.Length);
        var maps = new float[views.Count][];
        for (int k = 0; k < maps.Length; k++)
        {
            ViewProjection view = views[k];
            maps[k] = new float[checked(view.Height * view.Width)];
            Array.Fill(maps[k], background);
            // Downwards, so that the lowest index is written last.
            for (int i = scores.Length - 1; i >= 0; i--)
                if (view.Visible[i])
                    maps[k][view.Pixel[i]] = scores[i];
        }
        return maps;
    }

    /// <summary>Fails unless all views are of so many points and all pixels inside their views.</summary>
    internal static void Check(IReadOnlyList<ViewProjection> views, int points)
    {
        for (int k = 0; k < views.Count; k++)
        {
            Require.Length(views[k].Pixel.Length, points, $"[{points}]", nameof(views));
            Require.Length(views[k].Visible.Length, points, $"[{points}]", nameof(views));
            int pixels = checked(views[k].Height * views[k].Width);
            int i = Require.FirstOutside(views[k].Pixel, pixels);
            if (i >= 0)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                        $"point {i} of view {k} is at pixel {views[k].Pixel[i]}; an image of {views[k].Width} x "
                        + $"{views[k].Height} has {pixels} from 0"), nameof(views));
        }
    }

    /// <summary>Fails unless there is one map of its size for every view, and the views are in order.</summary>
    /// <returns>The number of points.</returns>
    internal static int Check(IReadOnlyList<ViewProjection> views, IReadOnlyList<float[]> maps)
    {
        if (views.Count == 0 || views.Count != maps.Count)
            throw new ArgumentException($"{maps.Count} maps do not match {views.Count} views; there must be one each",
                nameof(maps));
        for (int k = 0; k < views.Count; k++)
            Require.Length(maps[k].Length, (long)views[k].Height * views[k].Width,
                $"[{views[k].Height}, {views[k].Width}]", nameof(maps));
        Check(views, views[0].Pixel.Length);
        return views[0].Pixel.Length;
    }
}
