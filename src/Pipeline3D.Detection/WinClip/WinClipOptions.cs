using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.WinClip;

/// <summary>Options of WinCLIP.</summary>
public sealed record WinClipOptions : ClipTextOptions
{
    /// <summary>The paper's tower, of open_clip; the prompts of each category are its own.</summary>
    public WinClipOptions() => Weights = "clip-vit-b-16-plus-240";

    /// <summary>What of a scan is looked at.</summary>
    [Preparation]
    public PictureKind Picture { get; init; } = PictureKind.Depth;

    /// <summary>Which of the two public re-implementations is followed where they differ.</summary>
    public WinClipVariant Variant { get; init; } = WinClipVariant.Anomalib;

    /// <summary>Normal training scans of each category whose windows are compared with; 0 (zero-shot) to 1000. The
    /// paper has 0, 1, 2 and 4.</summary>
    public int Shots { get; init; }

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Shots, 0, 1000, nameof(Shots));
    }
}

/// <summary>Public re-implementations of WinCLIP; there is no code of its authors.</summary>
public enum WinClipVariant
{
    /// <summary>anomalib: 21 templates with a full stop, temperature 0.07, harmonic means of the probability of an
    /// anomaly over image, 2 x 2 and 3 x 3 windows; the scan's score is that of the whole picture.</summary>
    Anomalib = 0,

    /// <summary>caoyunkang/WinClip: 22 templates without a full stop, factor 100, harmonic means of normality over
    /// 2 x 2 and 3 x 3 windows; the scan's score is the map's largest value.</summary>
    Caoyunkang = 1,
}
