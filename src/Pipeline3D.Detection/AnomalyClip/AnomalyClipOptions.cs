using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>Options of AnomalyCLIP; the defaults are those of its released scripts.</summary>
public sealed record AnomalyClipOptions : ClipMethodOptions
{
    /// <summary>Eight scans of one step, as in the scripts.</summary>
    public AnomalyClipOptions() => BatchSize = 8;

    /// <summary>What of a scan is looked at.</summary>
    [Preparation]
    public LookedAt Picture { get; init; } = LookedAt.Depth;

    /// <summary>Whether the vector of the whole picture goes through the tower's last norm; not in the released
    /// code.</summary>
    [Preparation]
    public bool ClsLnPost { get; init; }

    /// <summary>Weight of the maps' losses beside that of whole pictures; 0 to 1000.</summary>
    public double Lambda { get; init; } = 4;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Lambda, 0, 1000, nameof(Lambda));
    }

    /// <summary>The pictures of a scan, in their order.</summary>
    internal ImmutableArray<PictureKind> Kinds => Picture switch
    {
        LookedAt.Rgb => [PictureKind.Rgb],
        LookedAt.Both => [PictureKind.Depth, PictureKind.Rgb],
        _ => [PictureKind.Depth],
    };
}

/// <summary>Pictures of an organized scan that are looked at.</summary>
public enum LookedAt
{
    /// <summary>Its depth: the nearest reading white, the farthest black, as is what has no reading.</summary>
    Depth = 0,

    /// <summary>Its colour picture.</summary>
    Rgb = 1,

    /// <summary>Both: prompts are learnt on both, and maps and scores are averaged.</summary>
    Both = 2,
}
