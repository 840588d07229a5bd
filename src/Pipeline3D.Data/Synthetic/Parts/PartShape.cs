using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>One instance of a part in its own frame: origin at its centre on the table, metres.</summary>
internal abstract class PartShape
{
    /// <summary>Half the length along x.</summary>
    public required double ReachX { get; init; }

    /// <summary>Half the length along y.</summary>
    public required double ReachY { get; init; }

    /// <summary>Colour of the material below the surface, where a defect lays it open.</summary>
    public required Vector3 Inside { get; init; }

    /// <summary>Height of the smooth shape above the table; 0 outside.</summary>
    public abstract double Height(double x, double y);

    /// <summary>Diffuse colour of the surface.</summary>
    public abstract Vector3 Colour(double x, double y, double height);
}
