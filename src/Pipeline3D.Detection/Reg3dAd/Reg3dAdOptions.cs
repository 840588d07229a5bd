using Pipeline3D.Core.Options;
using Pipeline3D.Detection.PointFeatures;

namespace Pipeline3D.Detection.Reg3dAd;

/// <summary>Options of <see cref="Reg3dAdMethod"/>; the defaults are those of its authors, millimetres.</summary>
public sealed record Reg3dAdOptions : RegisteredGroupOptions
{
    /// <summary>What brings the two scores to one scale.</summary>
    public ScoreScaling Scaling { get; init; } = ScoreScaling.Training;

    /// <summary>Points that the bank of coordinates is chosen from: every so many of all training points, so that at
    /// most so many are left; 1 or more. The published code takes all, hours of search on large clouds.</summary>
    public int MaxCandidates { get; init; } = 100_000;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(MaxCandidates, 1, int.MaxValue, nameof(MaxCandidates));
    }
}

/// <summary>What brings scores of several banks to one scale.</summary>
public enum ScoreScaling
{
    /// <summary>Smallest and largest score of the training clouds' points, each cloud held against what the banks keep
    /// of the others, are 0 and 1, which serves scans one by one. The published code takes those of the test set
    /// instead, all scans of which must be there.</summary>
    Training = 0,

    /// <summary>Nothing: scores as they are.</summary>
    None = 1,
}
