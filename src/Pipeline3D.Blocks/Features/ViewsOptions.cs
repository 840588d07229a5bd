using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core.Options;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Features;

/// <summary>Options of <see cref="ViewsFeature"/>; the defaults are PointAD's on MVTec 3D-AD.</summary>
public sealed record ViewsOptions : IBlockOptions
{
    /// <summary>Views and camera of the literature: code-mvtec-9, paper-x9 or code-eyecandies-9. Does nothing once
    /// angles are given.</summary>
    public string Preset { get; init; } = ViewPreset.CodeMvtec9.Name;

    /// <summary>Views of one's own as "x,y": degrees by which the scan is turned, first about x, then about y. An orbit
    /// camera takes them: each view from the same distance, with all of the scan in it. Empty for those of the
    /// preset.</summary>
    public ImmutableArray<string> Angles { get; init; } = [];

    /// <summary>Rows of the images; 8 to 4096. A preset needs squares.</summary>
    public int Height { get; init; } = 336;

    /// <summary>Columns of the images; 8 to 4096.</summary>
    public int Width { get; init; } = 336;

    /// <summary>Vertical opening of the camera in degrees, above 0 and below 180; 60 for a preset.</summary>
    public double FieldOfView { get; init; } = 60;

    /// <summary>Side of the square that stands for a point, in pixels of the image; 0 (the preset's, or 2) to
    /// 64.</summary>
    public double PointSize { get; init; }

    /// <summary>Reach of the normals that shade the images, in the unit of the scan; 0 for the preset's, or a tenth of
    /// the scan's largest side.</summary>
    public double NormalRadius { get; init; }

    /// <summary>Points that decide a normal at most; 0 (the preset's, or 30) to 1000.</summary>
    public int NormalNeighbours { get; init; }

    /// <summary>The preset; null when angles are given.</summary>
    internal ViewPreset? Named => Angles.IsDefaultOrEmpty ? ViewPreset.Of(Preset) : null;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Height, 8, 4096, nameof(Height));
        problems.RequireRange(Width, 8, 4096, nameof(Width));
        problems.Require(FieldOfView is > 0 and < 180, nameof(FieldOfView), FieldOfView,
            "must be greater than 0 and less than 180 degrees");
        problems.RequireRange(PointSize, 0, 64, nameof(PointSize));
        problems.Require(NormalRadius >= 0 && double.IsFinite(NormalRadius), nameof(NormalRadius), NormalRadius,
            "must be a finite number, 0 or more");
        problems.RequireRange(NormalNeighbours, 0, 1000, nameof(NormalNeighbours));
        problems.Require(ViewPreset.All.Any(preset => preset.Name == Preset), nameof(Preset), Preset,
            $"must be one of {string.Join(", ", ViewPreset.All.Select(preset => preset.Name))}");
        if (!Angles.IsDefaultOrEmpty)
        {
            foreach (string angle in Angles)
                problems.Require(TryAngle(angle, out _), nameof(Angles), angle,
                    "must be two numbers of degrees with a comma between them, for example \"20,-15\"");
            return;
        }
        problems.Require(Height == Width, nameof(Height), Height, $"must equal width ({Width}) for a preset");
        problems.Require(FieldOfView == 60, nameof(FieldOfView), FieldOfView, "must be 60 for a preset");
    }

    /// <summary>Views and camera.</summary>
    internal ViewSetup Setup() => Named is { } preset ? preset.Setup with { Height = Height, Width = Width }
        : new ViewSetup
        {
            Angles = [.. Angles.Select(text => TryAngle(text, out ViewAngle angle) ? angle
                : throw new FormatException($"'{text}' is no view"))],
            Height = Height,
            Width = Width,
            FieldOfViewDegrees = FieldOfView,
        };

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
