using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Blocks.Evaluation;

/// <summary>Options of <see cref="MetricsEvaluation"/>.</summary>
public sealed record MetricsOptions : IBlockOptions
{
    /// <summary>False positive rates up to which AU-PRO is integrated; each in (0, 1].</summary>
    public ImmutableArray<double> AuProLimits { get; init; } = [.. AuPro.StandardLimits];

    /// <summary>Bootstrap resamples for the confidence intervals; 0 (no intervals) to 100000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Most vertices of a curve in curves.json; 2 to 100000.</summary>
    public int CurveVertices { get; init; } = 300;

    /// <summary>Name of the method, for runs that compare several: its files then go to methods/NAME; empty for the
    /// run's main method.</summary>
    public string Method { get; init; } = "";

    /// <summary>Categories that are scored and not measured, such as those that a model was learnt on; empty for
    /// none.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(!AuProLimits.IsDefaultOrEmpty && AuProLimits.All(limit => limit is > 0 and <= 1),
            nameof(AuProLimits), string.Join(", ", AuProLimits),
                "must hold at least one limit, each greater than 0 and at most 1");
        problems.Require(Method.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'),
            nameof(Method), Method, "must be made of letters, digits, '-' and '_'");
        problems.RequireRange(Resamples, 0, 100_000, nameof(Resamples));
        problems.RequireRange(CurveVertices, 2, 100_000, nameof(CurveVertices));
    }
}
