using System.Collections.Immutable;
using Pipeline3D.Evaluation.Intervals;
using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Results;

/// <summary>What an evaluation computes.</summary>
public sealed record EvaluationOptions
{
    /// <summary>False positive rates up to which AU-PRO is integrated. Default 0.01, 0.05, 0.1, 0.2, 0.3; each in (0,
    /// 1].</summary>
    public ImmutableArray<double> AuProLimits
    {
        get;
        init
        {
            foreach (double limit in value)
                ScoreChecks.RequireLimit(limit);
            field = value;
        }
    } = [.. AuPro.StandardLimits];

    /// <summary>How confidence intervals are drawn; null for none. Default 1000 resamples at 95 %.</summary>
    public BootstrapOptions? Bootstrap { get; init; } = new();
}
