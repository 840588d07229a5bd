using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>A scan with its scores; higher = more anomalous.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Score">Score of the whole scan.</param>
/// <param name="Scores">One score per pixel of the grid (row-major) or per point, in the order of the scan; none is
/// NaN.</param>
public sealed record ScoredScan(Scan Scan, float Score, float[] Scores) : IByteSized
{
    private const int Unknown = -2, None = -1;
    private int _firstNotFinite = Unknown;

    /// <summary>One score per pixel of the grid (row-major) or per point, in the order of the scan.</summary>
    public float[] Scores
    {
        get;
        init => (field, _firstNotFinite) = (value, Unknown);
    } = Scores;

    /// <summary>Index of the first of <see cref="Scores"/> that is no finite number; -1 when all are. Found when first
    /// asked for, O(n), and kept.</summary>
    internal int FirstNotFinite => _firstNotFinite != Unknown ? _firstNotFinite
        : _firstNotFinite = Array.FindIndex(Scores, score => !float.IsFinite(score));

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

    /// <summary>A scan with scores that are finite by construction.</summary>
    internal static ScoredScan Of(Scan scan, Scores scores)
        => new(scan, scores.Whole, scores.Each) { _firstNotFinite = None };

    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + ((long)Scores.Length * sizeof(float));
}
