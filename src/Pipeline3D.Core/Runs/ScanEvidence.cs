using System.Text.Json.Serialization;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Runs;

/// <summary>What a report shows of one scan. Stored as JSON in the run's evidence folder; images and cloud lie beside
/// it.</summary>
/// <remarks>
/// All images have <see cref="Width"/> x <see cref="Height"/> pixels and are 8-bit PNG; they may be smaller than the
/// scan.
/// The cloud file is little-endian: int32 n; float32 x 6 bounds (min x, y, z, max x, y, z); uint16 [n, 3] coordinates,
/// 0..65535 across the bounds; uint8 [n] scores, 0..255 across ScoreLow..ScoreHigh; uint8 [n] truth, 0 or 1;
/// uint8 [n, 3] red, green, blue.
/// </remarks>
public sealed record ScanEvidence
{
    /// <summary>Who the scan is.</summary>
    public required ItemId Item { get; init; }

    /// <summary>Its score; higher = more anomalous.</summary>
    public required double Score { get; init; }

    /// <summary>Score from which a scan is rejected; null when none was set.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether it is anomalous according to the dataset; null when unknown.</summary>
    public bool? IsAnomalous { get; init; }

    /// <summary>Unit of the cloud's coordinates: <c>m</c>, <c>mm</c> or empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Columns of the images; 0 for an unorganized cloud, which has no images.</summary>
    public int Width { get; init; }

    /// <summary>Rows of the images.</summary>
    public int Height { get; init; }

    /// <summary>Colour image (RGB PNG) beside this file; null when there is none.</summary>
    public string? ColourImage { get; init; }

    /// <summary>Depth image (gray PNG, near = bright, 0 = no reading); null when there is none.</summary>
    public string? DepthImage { get; init; }

    /// <summary>Score map (gray PNG, 0..255 across ScoreLow..ScoreHigh); null when there is none.</summary>
    public string? ScoreImage { get; init; }

    /// <summary>Ground truth (gray PNG, 255 = anomalous); null when there is none.</summary>
    public string? TruthImage { get; init; }

    /// <summary>Pixel or point score shown as 0: the lowest of the scan's category.</summary>
    public double ScoreLow { get; init; }

    /// <summary>Pixel or point score shown as 255: the highest of the scan's category.</summary>
    public double ScoreHigh { get; init; }

    /// <summary>Cloud file beside this file; null when there is none.</summary>
    public string? CloudFile { get; init; }

    /// <summary>Points in the cloud file: a sample of the scan's.</summary>
    public int CloudPoints { get; init; }

    /// <summary>x, y, z to add to the cloud's coordinates for those of the scan's file, in their unit; null when the
    /// cloud
    /// has those of the file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? CloudOffset { get; init; }

    /// <summary>What readers and blocks noticed.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
