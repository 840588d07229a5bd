using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Pictures;

namespace Pipeline3D.Geometry.Views;

/// <summary>The pictures and labels of <see cref="PointViewer"/>: painted in the size of a window and brought to that
/// of the pictures.</summary>
/// <remarks>Source: PointAD's code: pictures in a window of 1024 or 1036 pixels, labels always in one of 1036 by
/// squares of 6; both by PIL's bicubic filter to the size of the pictures, labels then set above one half.</remarks>
internal static class ViewPictures
{
    private const int LabelWindow = 1036, OrbitFactor = 3;
    private const double LabelSize = 6, WindowlessPointSize = 2;

    /// <summary>One picture per view, red, green, blue.</summary>
    public static byte[][] Paint(PointCloud points, PointCloud normals, PointViewOptions recipe, IPointViewSteps steps,
        int threads, CancellationToken stop)
    {
        ViewSetup setup = recipe.Setup(), window = recipe.Supersample ? Enlarged(setup, setup.Window) : setup;
        ViewImage[] images = steps.Render(points, normals, window, new ViewImageOptions
        {
            SplatSize = SplatSize(recipe) * window.Width / setup.Width,
            Light = recipe.Light,
        });
        var pictures = new byte[images.Length][];
        Ranges.Run(pictures.Length, 1, (view, _) => pictures[view] = Blurred(
            window == setup ? images[view].Rgb : PilResize.Resize(images[view].Rgb, (window.Width, window.Height),
                (setup.Width, setup.Height), 3, PilFilter.Bicubic), setup, recipe.Blur), threads, stop);
        return pictures;
    }

    /// <summary>One map per view: which pixels show a labelled point.</summary>
    public static bool[][] Truth(PointCloud points, bool[] labels, PointViewOptions recipe, IPointViewSteps steps,
        int threads, CancellationToken stop)
    {
        ViewSetup setup = recipe.Setup();
        if (!labels.Contains(true))
            return [.. setup.Angles.Select(_ => new bool[checked(setup.Width * setup.Height)])];
        ViewSetup window = Enlarged(setup, LabelWindow) with
        {
            PullBackStep = recipe.EyecandiesGtCamera == EyecandiesCameraRule.Code ? 0 : setup.PullBackStep,
        };
        byte[][] maps = steps.Labels(points, labels, window, LabelSize * window.Width / LabelWindow);
        var truth = new bool[maps.Length][];
        Ranges.Run(truth.Length, 1, (view, _) => truth[view] = Array.ConvertAll(
            PilResize.Resize(maps[view], (window.Width, window.Height), (setup.Width, setup.Height), 1,
                PilFilter.Bicubic), value => value > byte.MaxValue / 2), threads, stop);
        return truth;
    }

    /// <summary>Side of the square that stands for a point, pixels of the picture.</summary>
    public static double SplatSize(PointViewOptions recipe) => recipe.PointSize > 0 ? recipe.PointSize
        : recipe.Named is { } preset ? preset.InPicture(preset.PointSize, recipe.Shape.Width) : WindowlessPointSize;

    // PointAD's camera has a window of its own; one in orbit has none.
    private static ViewSetup Enlarged(ViewSetup setup, int window) => setup.Camera == ViewCamera.PointAd
        ? setup with { Window = window, Width = window, Height = window }
        : setup with { Width = OrbitFactor * setup.Width, Height = OrbitFactor * setup.Height };

    private static byte[] Blurred(byte[] rgb, ViewSetup setup, double sigma)
    {
        if (sigma == 0)
            return rgb;
        var blurred = new byte[rgb.Length];
        var channel = new float[setup.Width * setup.Height];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < channel.Length; i++)
                channel[i] = rgb[(3 * i) + c];
            GaussianBlur.Apply(channel, setup.Height, setup.Width, sigma, channel);
            for (int i = 0; i < channel.Length; i++)
                blurred[(3 * i) + c] = (byte)Math.Clamp(MathF.Round(channel[i]), 0, 255);
        }
        return blurred;
    }
}
