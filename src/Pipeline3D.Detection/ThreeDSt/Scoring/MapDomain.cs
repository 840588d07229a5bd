namespace Pipeline3D.Detection.ThreeDSt.Scoring;

/// <summary>Which pixels a score map is interpolated on.</summary>
public enum MapDomain
{
    /// <summary>All, as the paper: pixels without a reading get a score from those around.</summary>
    All = 0,

    /// <summary>Those with a reading; the others take the lowest score of the scan.</summary>
    Valid = 1,
}
