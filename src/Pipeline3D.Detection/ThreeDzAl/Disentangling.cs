namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>How learnt features are kept apart from FPFH.</summary>
public enum Disentangling
{
    /// <summary>By their correlation over a batch of patches.</summary>
    Correlation = 0,

    /// <summary>By the cosine of each patch's features, FPFH randomly projected to as many numbers.</summary>
    Cosine = 1,

    /// <summary>Not at all.</summary>
    None = 2,
}
