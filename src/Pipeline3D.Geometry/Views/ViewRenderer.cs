using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>Paints the views of a cloud as shaded grey splats.</summary>
/// <remarks>
/// The light is that of Open3D's viewer: white Phong lights at twice the object's extent before and behind it, two
/// each, diffuse 0.66, specular 0.2, shininess 100; with lights on both sides the sign of a normal does not matter. A
/// point is an axis-parallel square at the depth of the point; the nearest wins, the lower index on a tie. Cost:
/// O(views x n x splat area).
/// </remarks>
public static class ViewRenderer
{
    /// <summary>Paints every view.</summary>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="normals">n unit normals; their sign is free.</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="options">How points are painted; null for the defaults.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One image per view.</returns>
    /// <exception cref="ArgumentException">The lengths differ, the cloud is empty or not finite, or an option is
    /// wrong.</exception>
    public static ViewImage[] Render(PointCloud cloud, PointCloud normals, ViewSetup setup,
        ViewImageOptions? options = null,
        int threads = 0, CancellationToken stop = default)
    {
        options ??= new ViewImageOptions();
        Check(cloud, normals, options);
        ViewProjector[] cameras = MultiView.Cameras(cloud, setup, threads, stop);
        var images = new ViewImage[cameras.Length];
        Ranges.Run(images.Length, 1, (view, _) =>
            images[view] = Paint(cloud, normals, setup, options, cameras[view]), threads, stop);
        return images;
    }

    /// <summary>What the views show of labelled points, without light: 255 where the nearest point carries the label,
    /// else 0.</summary>
    /// <param name="cloud">n > 0 finite points.</param>
    /// <param name="labels">Shape [n].</param>
    /// <param name="setup">The views and their camera.</param>
    /// <param name="splatSize">Side of the square that stands for a point, pixels.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One map per view, shape [height, width].</returns>
    /// <exception cref="ArgumentException">The lengths differ, the cloud is empty or not finite, or an argument is
    /// wrong.</exception>
    public static byte[][] Labels(PointCloud cloud, bool[] labels, ViewSetup setup, double splatSize, int threads = 0,
        CancellationToken stop = default)
    {
        CheckLabels(cloud, labels, splatSize);
        ViewProjector[] cameras = MultiView.Cameras(cloud, setup, threads, stop);
        var maps = new byte[cameras.Length][];
        Ranges.Run(maps.Length, 1, (view, _) => maps[view] = Array.ConvertAll(
            ViewSurface.Of(cloud, cameras[view], setup.Width, setup.Height, splatSize).Winner,
            point => point >= 0 && labels[point] ? byte.MaxValue : (byte)0), threads, stop);
        return maps;
    }

    internal static void CheckLabels(PointCloud cloud, bool[] labels, double splatSize)
    {
        Require.Length(labels.Length, cloud.Count, $"[{cloud.Count}]", nameof(labels));
        Require.Positive(splatSize);
    }

    internal static void Check(PointCloud cloud, PointCloud normals, ViewImageOptions options)
    {
        options.Check();
        if (normals.Count != cloud.Count)
            throw new ArgumentException($"{normals.Count} normals do not match {cloud.Count} points", nameof(normals));
    }

    private static ViewImage Paint(
        PointCloud cloud, PointCloud normals, ViewSetup setup, ViewImageOptions options, ViewProjector camera)
    {
        int width = setup.Width, height = setup.Height;
        ViewSurface surface = ViewSurface.Of(cloud, camera, width, height, options.SplatSize);
        var image = new ViewImage(width, height, new byte[checked(3 * width * height)]);
        double extent = camera.ExtentOf(cloud);
        for (int pixel = 0; pixel < surface.Winner.Length; pixel++)
            image.Rgb.AsSpan(3 * pixel, 3).Fill(surface.Winner[pixel] is >= 0 and int point
                ? (byte)ViewLight.Grey(camera, Vector3d.Of(cloud, point), Vector3d.Of(normals, point), extent,
                    options.Grey, options.Light)
                : options.Background);
        return image;
    }
}
