namespace Pipeline3D.Detection.Cpmf;

/// <summary>What CPMF describes a point with.</summary>
public enum CpmfFeatures
{
    /// <summary>Pictures of views and histograms of points.</summary>
    Both = 0,

    /// <summary>Histograms of points alone; no network is needed.</summary>
    Points = 1,

    /// <summary>Pictures of views alone.</summary>
    Pictures = 2,
}
