using System.Collections.Immutable;
using System.Globalization;

namespace Pipeline3D.Geometry.Views;

/// <summary>How a scan becomes pictures and correspondences; the defaults are PointAD's on MVTec 3D-AD.</summary>
/// <remarks>Source: PointAD (Zhou et al. 2024), its released code and the ablations of its paper: blur (table 8),
/// density (9), angle shift (10), light (11), occlusion (12), number of views (7).</remarks>
public record PointViewOptions
{
    /// <summary>Views and camera of the literature: code-mvtec-9, paper-x9, code-eyecandies-9, or x1, x3, x5, x7, x9,
    /// x11 for so many turns about x. Does nothing once angles are given.</summary>
    public string Preset { get; init; } = ViewPreset.CodeMvtec9.Name;

    /// <summary>Views of one's own as "x,y": degrees by which the scan is turned, first about x, then about y. An orbit
    /// camera takes them: each view from the same distance, with all of the scan in it. Empty for those of the
    /// preset.</summary>
    public ImmutableArray<string> Angles { get; init; } = [];

    /// <summary>Side of the pictures in pixels; 8 to 4096.</summary>
    public int Size { get; init; } = 336;

    /// <summary>Rows of the pictures where they are no squares; 0 (size) or 8 to 4096. A preset needs
    /// squares.</summary>
    public int Height { get; init; }

    /// <summary>Columns of the pictures where they are no squares; 0 (size) or 8 to 4096.</summary>
    public int Width { get; init; }

    /// <summary>Vertical opening of the camera in degrees, above 0 and below 180; 60 for a preset.</summary>
    public double FieldOfView { get; init; } = 60;

    /// <summary>Side of the square that stands for a point, in pixels of the picture; 0 to 64. 0 takes what was
    /// published for the scan's dataset and category, else the preset's, else 2.</summary>
    public double PointSize { get; init; }

    /// <summary>Whether pictures are painted in the size of the window, as PointAD's code does, and then brought to
    /// their size; else at once in their size, several times faster and with harder edges.</summary>
    public bool Supersample { get; init; } = true;

    /// <summary>Reach of the normals that shade the pictures, in the unit of the scan; 0 for the preset's, or a tenth
    /// of the scan's largest side.</summary>
    public double NormalRadius { get; init; }

    /// <summary>Points that decide a normal at most; 0 (the preset's, or 30) to 1000.</summary>
    public int NormalNeighbours { get; init; }

    /// <summary>Points that are shown at most: of a larger scan so many farthest points; 0 (all) to 10 million.
    /// PointAD's pictures of 336 x 336 hold 112896.</summary>
    public int Sample { get; init; } = 112_896;

    /// <summary>What is done about a scan of fewer points than <see cref="Sample"/>.</summary>
    public ViewDensify Densify { get; init; }

    /// <summary>Angle about x by which the scan is tilted before every view, degrees, beside the preset's; -180 to
    /// 180.</summary>
    public double Tilt { get; init; }

    /// <summary>Strength of the light; 0 to 10. Below 1 weaker, above 1 stronger than the preset's.</summary>
    public double Light { get; init; } = 1;

    /// <summary>Gaussian blur of the pictures: its standard deviation in pixels; 0 to 64.</summary>
    public double Blur { get; init; }

    /// <summary>Degrees added to every view about the axis that it turns about; -180 to 180. The paper's shifts are 9,
    /// 18 and 27 (its text; its table says 12, 24 and 36).</summary>
    public double AngleShift { get; init; }

    /// <summary>Share of the points that is kept, as farthest points: above 0 to 1.</summary>
    public double Keep { get; init; } = 1;

    /// <summary>Drops the points that are hidden from one view, written as its angles "x,y" in degrees; empty for
    /// none.</summary>
    public string Occlude { get; init; } = "";

    /// <summary>Whether points that no view sees take over the views of another point by index, the never-seen
    /// rule.</summary>
    public bool Fill { get; init; } = true;

    /// <summary>With code-eyecandies-9, which camera the labels of views are seen by: the one that stepped back, as the
    /// pictures are, or the one that did not, as PointAD's code does.</summary>
    public EyecandiesCameraRule EyecandiesGtCamera { get; init; }

    /// <summary>Seed of the first farthest point and of the points made between others; none for the run's, or
    /// 0.</summary>
    public int? Seed { get; init; }

    /// <summary>The preset; null when angles are given.</summary>
    internal ViewPreset? Named => Angles.IsDefaultOrEmpty ? ViewPreset.Of(Preset) : null;

    internal (int Width, int Height) Shape => (Width > 0 ? Width : Size, Height > 0 ? Height : Size);

    /// <summary>The options with the point size that was published for a dataset and category; as they are when a size
    /// is set or none was published.</summary>
    /// <param name="dataset">Name of the dataset's layout, for example mvtec3d.</param>
    /// <param name="category">The category.</param>
    public PointViewOptions For(string dataset, string category)
        => PointSize == 0 && Named is { } preset && PublishedPointSizes.Of(dataset, category) is { } size
            ? this with { PointSize = preset.InPicture(size, Shape.Width) } : this;

    /// <summary>What cannot work: the option, its value, and the rule that it breaks.</summary>
    public IEnumerable<(string Option, object Value, string Rule)> Faults()
    {
        bool isNamed = Angles.IsDefaultOrEmpty;
        (int width, int height) = Shape;
        (bool Holds, string Option, object Value, string Rule)[] rules =
        [
            (ViewPreset.All.Any(preset => preset.Name == Preset), nameof(Preset), Preset,
                $"must be one of {string.Join(", ", ViewPreset.All.Select(preset => preset.Name))}"),
            (Size is >= 8 and <= 4096, nameof(Size), Size, "must be from 8 to 4096"),
            (Height is 0 or (>= 8 and <= 4096), nameof(Height), Height, "must be 0 (size) or from 8 to 4096"),
            (Width is 0 or (>= 8 and <= 4096), nameof(Width), Width, "must be 0 (size) or from 8 to 4096"),
            (FieldOfView is > 0 and < 180, nameof(FieldOfView), FieldOfView,
                "must be greater than 0 and less than 180 degrees"),
            (!isNamed || !(FieldOfView is > 0 and < 180) || FieldOfView == 60, nameof(FieldOfView), FieldOfView,
                "must be 60 for a preset"),
            (!isNamed || width == height, nameof(Height), height, $"must equal width ({width}) for a preset"),
            (PointSize is >= 0 and <= 64, nameof(PointSize), PointSize, "must be from 0 to 64"),
            (NormalRadius >= 0 && double.IsFinite(NormalRadius), nameof(NormalRadius), NormalRadius,
                "must be a finite number, 0 or more"),
            (NormalNeighbours is >= 0 and <= 1000, nameof(NormalNeighbours), NormalNeighbours,
                "must be from 0 to 1000"),
            (Sample is >= 0 and <= 10_000_000, nameof(Sample), Sample, "must be from 0 to 10000000"),
            (Densify == ViewDensify.None || Sample > 0, nameof(Densify), Densify,
                "needs sample: the number of points to fill up to"),
            (Tilt is >= -180 and <= 180, nameof(Tilt), Tilt, "must be from -180 to 180 degrees"),
            (Light is >= 0 and <= 10, nameof(Light), Light, "must be from 0 to 10"),
            (Blur is >= 0 and <= 64, nameof(Blur), Blur, "must be from 0 to 64 pixels"),
            (AngleShift is >= -180 and <= 180, nameof(AngleShift), AngleShift, "must be from -180 to 180 degrees"),
            (Keep is > 0 and <= 1, nameof(Keep), Keep, "must be greater than 0 and at most 1"),
            (Occlude.Length == 0 || TryAngle(Occlude, out _), nameof(Occlude), Occlude, AngleRule),
        ];
        foreach ((bool holds, string option, object value, string rule) in rules)
            if (!holds)
                yield return (option, value, rule);
        foreach (string angle in isNamed ? [] : Angles)
            if (!TryAngle(angle, out _))
                yield return (nameof(Angles), angle, AngleRule);
    }

    private const string AngleRule =
        "must be two numbers of degrees with a comma between them, for example \"20,-15\"";

    internal void Check()
    {
        foreach ((string option, object value, string rule) in Faults())
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{option} is '{value}' and {rule}"));
    }

    /// <summary>Views and camera.</summary>
    internal ViewSetup Setup()
    {
        ViewSetup setup = Named is { } preset ? preset.Setup : new ViewSetup
        {
            Angles = [.. Angles.Select(AngleOf)],
            FieldOfViewDegrees = FieldOfView,
        };
        (int width, int height) = Shape;
        return setup with
        {
            Width = width,
            Height = height,
            TiltXDegrees = setup.TiltXDegrees + Tilt,
            Angles = AngleShift == 0 ? setup.Angles : [.. setup.Angles.Select(Shifted)],
        };
    }

    internal static ViewAngle AngleOf(string text) => TryAngle(text, out ViewAngle angle) ? angle
        : throw new FormatException($"'{text}' is no view");

    private ViewAngle Shifted(ViewAngle angle) => angle.YDegrees == 0
        ? angle with { XDegrees = angle.XDegrees + AngleShift } : angle with { YDegrees = angle.YDegrees + AngleShift };

    private static bool TryAngle(string text, out ViewAngle angle)
    {
        string[] parts = text.Split(',');
        double y = 0;
        bool isAngle = double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double x)
            && parts.Length == 2
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out y)
            && double.IsFinite(x) && double.IsFinite(y);
        angle = new ViewAngle(x, y);
        return isAngle;
    }
}

/// <summary>What is done about a scan of fewer points than are asked for.</summary>
public enum ViewDensify
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Points a quarter, half and three quarters of the way to each of the three nearest points fill it up: a
    /// random choice of them, after the scan's own.</summary>
    Interpolate = 1,
}

/// <summary>Which camera sees the labels of views where that of the pictures steps back.</summary>
public enum EyecandiesCameraRule
{
    /// <summary>The one that stepped back: labels lie on what the pictures show.</summary>
    Moved = 0,

    /// <summary>The one that did not, as in PointAD's code: labels are slightly larger than what they cover.</summary>
    Code = 1,
}
