using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Planes;

/// <summary>How <see cref="PlaneFit"/> searches.</summary>
public sealed record PlaneFitOptions
{
    /// <summary>A point closer to the plane than this is an inlier; in the unit of the coordinates. Default 4 mm for
    /// metres.</summary>
    public double Threshold { get; init; } = 0.004;

    /// <summary>Points drawn for a hypothesis: 3 for the plane through them, more for their least-squares plane.
    /// Default 50.</summary>
    public int SampleSize { get; init; } = 50;

    /// <summary>Most hypotheses tried. Default 1000.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>The search ends early once a hypothesis of inliers alone was drawn with this probability; at 1
    /// never. Default 1 - 1e-8.</summary>
    public double Confidence { get; init; } = 0.99999999;

    /// <summary>Seed of the draws. Default 0.</summary>
    public long Seed { get; init; }

    internal void Check()
    {
        Require.Positive(Threshold);
        ArgumentOutOfRangeException.ThrowIfLessThan(SampleSize, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        if (!(Confidence is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Confidence), Confidence, "must be above 0 and at most 1");
    }
}
