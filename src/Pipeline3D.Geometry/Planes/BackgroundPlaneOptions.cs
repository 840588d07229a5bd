using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Planes;

/// <summary>How <see cref="BackgroundPlane"/> works; the defaults are BTF's and meant for metres.</summary>
public sealed record BackgroundPlaneOptions
{
    /// <summary>Width of the border strip that shows the table, pixels. Default 10.</summary>
    public int Border { get; init; } = 10;

    /// <summary>A strip with fewer valid points is not fitted and the scan is flagged. Default 50.</summary>
    public int MinStripPoints { get; init; } = 50;

    /// <summary>The search for the plane. Default threshold 4 mm, samples of 50, 1000 hypotheses.</summary>
    public PlaneFitOptions Fit { get; init; } = new();

    /// <summary>Points closer to the plane than this are removed; in the unit of the coordinates. Default 5
    /// mm.</summary>
    public double CutThreshold { get; init; } = 0.005;

    /// <summary>Whether everything but the largest cluster is removed too. Default true.</summary>
    public bool KeepLargestCluster { get; init; } = true;

    /// <summary>Reach of the clustering, in the unit of the coordinates. Default 6 mm.</summary>
    public double ClusterEps { get; init; } = 0.006;

    /// <summary>Points within reach that make a core point, itself included. Default 30.</summary>
    public int ClusterMinPoints { get; init; } = 30;

    /// <summary>Which pixels count as measured. Default: all three coordinates differ from 0.</summary>
    public ValidRule ValidRule { get; init; } = ValidRule.AllNonZero;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Border, 1);
        Fit.Check();
        if (MinStripPoints < Fit.SampleSize)
            throw new ArgumentOutOfRangeException(nameof(MinStripPoints), MinStripPoints,
                $"must be at least the sample size {Fit.SampleSize}, or the fit has too few points");
        Require.Positive(CutThreshold);
        Require.Positive(ClusterEps);
        ArgumentOutOfRangeException.ThrowIfLessThan(ClusterMinPoints, 1);
    }
}
