namespace Pipeline3D.Geometry.Distances;

/// <summary>What the Chamfer distance averages.</summary>
public enum ChamferForm
{
    /// <summary>Squared distances.</summary>
    Squared = 0,

    /// <summary>Distances.</summary>
    Plain = 1,
}
