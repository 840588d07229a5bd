using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Which points of a cloud one view shows when squares stand for points.</summary>
internal static class ViewOcclusion
{
    private const double LeastSquare = 2;

    /// <summary>The points that are not hidden from the view of <see cref="PointViewOptions.Occlude"/>,
    /// ascending.</summary>
    /// <remarks>A point is hidden when another's square covers its pixel from nearer by more than twice the square's
    /// side in space: less would be the slope of its own surface. Source: the paper's occluded clouds, whose way of
    /// telling hidden points is not published. Cost: O(n x area of a square).</remarks>
    public static int[] Seen(PointCloud points, PointViewOptions recipe)
    {
        ViewSetup setup = recipe.Setup() with { Angles = [PointViewOptions.AngleOf(recipe.Occlude)] };
        ViewProjector camera = MultiView.Cameras(points, setup, 1, default)[0];
        double size = Math.Max(LeastSquare, ViewPictures.SplatSize(recipe));
        double[] nearest = ViewSurface.Of(points, camera, setup.Width, setup.Height, size).Nearest;
        double pixels = 0.5 * setup.Height / Math.Tan(setup.FieldOfViewDegrees * Math.PI / 360);
        List<int> seen = new(points.Count);
        for (int i = 0; i < points.Count; i++)
        {
            (double u, double v, double depth) = camera.Project(camera.Turned(Vector3d.Of(points, i)));
            if (depth - nearest[camera.PixelOf(u, v)] <= 2 * size * depth / pixels)
                seen.Add(i);
        }
        return [.. seen];
    }
}
