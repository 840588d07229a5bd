using System.Collections.Immutable;
using System.Globalization;

namespace Pipeline3D.Geometry.Views;

/// <summary>A named set of views from the literature, with what has to be done to a scan before.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Setup">Views and camera.</param>
/// <param name="NormalRadius">Reach of the normals that shade the images, in the unit of the dataset.</param>
/// <param name="NormalNeighbours">At most so many points decide a normal.</param>
/// <param name="PointSize">Side of a point's splat, pixels of the window.</param>
/// <remarks>Source: PointAD's released code and paper. All presets turn the scan by 180 degrees about x first, so that
/// its sensor side faces +z: <see cref="MultiView.FromScan"/>.</remarks>
public sealed record ViewPreset(string Name, ViewSetup Setup, double NormalRadius, int NormalNeighbours,
    double PointSize)
{
    /// <summary>The code's views of MVTec 3D-AD: x -45, -15, 0, 15, 45; y -30, -15, 15, 30 degrees. Metres.</summary>
    public static ViewPreset CodeMvtec9 { get; } = new(
        "code-mvtec-9", Code([-45, -15, 0, 15, 45]), NormalRadius: 0.1, NormalNeighbours: 50, PointSize: 7);

    /// <summary>The paper's views, also the code's of Real3D-AD: about x from -144 to 144 degrees in steps of 36.
    /// Millimetres; for closed objects, as large turns show the back of a one-sided scan.</summary>
    public static ViewPreset PaperX9 { get; } = new("paper-x9", new ViewSetup
    {
        Angles = [.. Enumerable.Range(-4, 9).Select(step => new ViewAngle(36 * step, 0))],
        Camera = ViewCamera.PointAd,
        Window = 1036,
    }, NormalRadius: 0.8, NormalNeighbours: 30, PointSize: 12);

    /// <summary>The code's views of Eyecandies: tilted by 45 degrees, then x -30, -15, 0, 10, 20; y -30, -15, 15, 30
    /// degrees.</summary>
    public static ViewPreset CodeEyecandies9 { get; } = new("code-eyecandies-9",
        Code([-30, -15, 0, 10, 20]) with { Window = 1036, TiltXDegrees = 45, PullBackStep = 0.005 },
        NormalRadius: 0.1, NormalNeighbours: 50, PointSize: 10);

    /// <summary>All presets; x1 to x11 turn so many times about x, evenly round the circle, as the paper's table of
    /// view numbers does, with the camera of paper-x9.</summary>
    public static ImmutableArray<ViewPreset> All { get; } =
        [CodeMvtec9, PaperX9, CodeEyecandies9, .. new[] { 1, 3, 5, 7, 9, 11 }.Select(AboutX)];

    /// <summary>The preset of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists them.</exception>
    public static ViewPreset Of(string name)
        => All.FirstOrDefault(preset => preset.Name == name) ?? throw new ArgumentException(
            $"there is no view preset '{name}'; there are {string.Join(", ", All.Select(preset => preset.Name))}",
            nameof(name));

    /// <summary>A size in pixels of the window as pixels of a picture, at least 1.</summary>
    internal double InPicture(double pointSize, int width) => Math.Max(1, pointSize * width / Setup.Window);

    // The paper prints ten angles for eleven views: -60 degrees is missing there.
    private static ViewPreset AboutX(int views) => PaperX9 with
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"x{views}"),
        Setup = PaperX9.Setup with
        {
            Angles = [.. Enumerable.Range(-views / 2, views)
                .Select(step => new ViewAngle(step * 360.0 / (views + 1), 0))],
        },
    };

    private static ViewSetup Code(double[] aboutX) => new()
    {
        Angles = [.. aboutX.Select(x => new ViewAngle(x, 0)),
            .. new double[] { -30, -15, 15, 30 }.Select(y => new ViewAngle(0, y))],
        Camera = ViewCamera.PointAd,
    };
}
