using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Defects;

/// <summary>A change of one instance, in the part's own frame (metres).</summary>
/// <remarks>What a defect touches is found by rendering with and without it, so it needs no outline of its
/// own.</remarks>
internal abstract class Defect
{
    /// <summary>Where the material of a place lay before the defect: the identity unless the defect moves
    /// material.</summary>
    public virtual (double X, double Y) Warp(double x, double y) => (x, y);

    /// <summary>The new height of a place; the old one where the defect does not reach.</summary>
    public virtual double Height(double x, double y, double height) => height;

    /// <summary>The new colour of a place; the old one where the defect does not reach.</summary>
    public virtual Vector3 Colour(double x, double y, double height, Vector3 colour) => colour;
}
