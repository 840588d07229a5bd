namespace Pipeline3D.Blocks.Health;

/// <summary>What of a scan is held against the training scans.</summary>
public enum HealthAspect
{
    /// <summary>Whether the coordinates are in the training scans' unit.</summary>
    Unit = 0,

    /// <summary>Whether enough of the pixels, or points, hold a reading.</summary>
    Readings = 1,

    /// <summary>Whether the readings lie as far apart.</summary>
    Density = 2,

    /// <summary>Whether the scanned surface is as large.</summary>
    Extent = 3,

    /// <summary>Whether it lies at the same place before the sensor.</summary>
    Position = 4,

    /// <summary>Whether it is as smooth, and looks into the same directions.</summary>
    Surface = 5,
}
