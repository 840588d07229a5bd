namespace Pipeline3D.Blocks;

/// <summary>What kind of number a measurement is.</summary>
internal enum HealthNumber
{
    /// <summary>A number of points.</summary>
    Count = 0,

    /// <summary>A share of the pixels, 0 to 1.</summary>
    Share = 1,

    /// <summary>A length in the unit of the coordinates.</summary>
    Length = 2,

    /// <summary>An angle in degrees.</summary>
    Angle = 3,
}
