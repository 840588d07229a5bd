using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Registration;

/// <summary>How <see cref="FeatureRegistration"/> searches; the defaults are those of the Real3D-AD benchmark,
/// millimetres.</summary>
public sealed record RegistrationOptions
{
    /// <summary>A pair closer than this after the motion is an inlier; in the unit of the coordinates. Default
    /// 0.75.</summary>
    public double Distance { get; init; } = 0.75;

    /// <summary>Edges of a drawn triangle must agree in length up to this ratio, in (0, 1]. Default 0.9.</summary>
    public double EdgeRatio { get; init; } = 0.9;

    /// <summary>Most triangles drawn. Default 100,000.</summary>
    public int Iterations { get; init; } = 100_000;

    /// <summary>The search ends early once a triangle of inliers was drawn with this probability. Default
    /// 0.999.</summary>
    public double Confidence { get; init; } = 0.999;

    /// <summary>Seed of the draws. Default 0.</summary>
    public long Seed { get; init; }

    internal void Check()
    {
        Require.Positive(Distance);
        if (!(EdgeRatio is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(EdgeRatio), EdgeRatio, "must be above 0 and at most 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        if (!(Confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Confidence), Confidence, "must lie between 0 and 1");
    }
}
