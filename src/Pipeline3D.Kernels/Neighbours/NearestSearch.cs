namespace Pipeline3D.Kernels;

/// <summary>How a device looks for neighbours.</summary>
public enum NearestSearch
{
    /// <summary>Through a uniform grid: for clouds of even density.</summary>
    Grid = 0,

    /// <summary>By trying all points: for small clouds, and those with far outliers.</summary>
    BruteForce = 1,
}
