using System.Collections.Immutable;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>A category: how its instances vary and how they are scanned.</summary>
internal abstract class PartModel
{
    /// <summary>Name of the category.</summary>
    public abstract string Name { get; }

    /// <summary>Columns of the category's images in MVTec 3D-AD.</summary>
    public abstract int FullWidth { get; }

    /// <summary>Rows of the category's images in MVTec 3D-AD.</summary>
    public abstract int FullHeight { get; }

    /// <summary>Width of the table that the image shows, metres.</summary>
    public abstract double FieldWidth { get; }

    /// <summary>Distance from the camera to the table, metres.</summary>
    public virtual double StandOff => 0.5;

    /// <summary>Kinds of defects, ordinal order, <c>combined</c> included.</summary>
    public abstract ImmutableArray<string> Defects { get; }

    /// <summary>How far the outline wanders from the ideal shape, metres.</summary>
    public virtual double OutlineNoise => 0;

    /// <summary>How far the surface rises and falls over a third of the part, metres.</summary>
    public virtual double SwellNoise => 0;

    /// <summary>Roughness of the surface at the scale of millimetres, metres.</summary>
    public virtual double Roughness => 0;

    /// <summary>Largest turn of an instance on the table to either side, radians.</summary>
    public virtual double MaxTurn => Math.PI;

    /// <summary>Makes one instance's shape.</summary>
    public abstract PartShape Make(SplitMix64 random);
}
