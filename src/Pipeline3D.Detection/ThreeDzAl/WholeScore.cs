namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>What a scan scores.</summary>
public enum WholeScore
{
    /// <summary>The highest score of a patch.</summary>
    Largest = 0,

    /// <summary>The farthest patch's distance, re-weighted as in PatchCore, and the highest probability of an anomaly,
    /// each with its weight.</summary>
    Reweighted = 1,
}
