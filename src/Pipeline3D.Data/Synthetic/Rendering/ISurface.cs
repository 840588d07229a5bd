using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>What a scan looks at: a height over every place of the table, and a colour.</summary>
internal interface ISurface
{
    /// <summary>Height above the table in metres at a place of the table in metres; 0 where the table is
    /// bare.</summary>
    double Height(double a, double b);

    /// <summary>Diffuse colour there; red, green, blue in [0, 1].</summary>
    Vector3 Colour(double a, double b, double height);
}
