using Pipeline3D.Core.Items;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>A scan with its scores; higher = more anomalous.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Score">Score of the whole scan.</param>
/// <param name="Scores">One score per pixel of the grid (row-major) or per point, in the order of the scan; none is
/// NaN.</param>
public sealed record ScoredScan(Scan Scan, float Score, float[] Scores) : IByteSized
{
    /// <summary>Threshold with its confidence interval; null when none was set.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>Fingerprint of the training data of the model that scored; empty when unknown.</summary>
    public string TrainingHash { get; init; } = "";

    /// <summary>Time that was left when the verdict was reached, negative when it was late; null without a deadline or
    /// a verdict.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Score from which the scan is rejected; null when no threshold was set.</summary>
    public float? Threshold => Calibration?.Threshold;

    /// <summary>Whether the scan is rejected; null when no threshold was set.</summary>
    public bool? IsRejected => Threshold is { } threshold ? Score >= threshold : null;

    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + ((long)Scores.Length * sizeof(float));
}
