using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Cells;

/// <summary>How scans become voxels or depth pictures of one size; base of the options of MVTec 3D-AD's
/// baselines.</summary>
public abstract record CellOptions : MethodOptions
{
    /// <summary>Most cells, so that no array of theirs is beyond reach.</summary>
    private const long MostCells = 1L << 28;

    /// <summary>Cells along a side: voxels of a cube, or pixels of a square; 2 to 2048.</summary>
    [Preparation]
    public int Side { get; init; }

    /// <summary>Room that is left on each side of what training scans fill, as a share of it: around their bounding
    /// box, or before their nearest and behind their farthest depth; 0 to 10.</summary>
    public double Margin { get; init; } = 0.05;

    /// <summary>How often each training scan is taken: as it is, and turned about the normal of the plane it lies
    /// on; 1 (never turned) to 1000.</summary>
    public int Augmentations { get; init; } = 20;

    /// <summary>Turns are drawn evenly from so many degrees to either side; 0 to 180.</summary>
    public double RotationDegrees { get; init; } = 5;

    /// <summary>Axes of cells: 3 of voxels, 2 of pictures.</summary>
    internal abstract int Axes { get; }

    /// <summary>Cells of a scan.</summary>
    internal int Cells => checked((int)Math.Pow(Side, Axes));

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Side, 2, 2048, nameof(Side));
        problems.Require(Side is < 2 or > 2048 || Math.Pow(Side, Axes) <= MostCells, nameof(Side), Side,
            $"must give at most {MostCells} cells");
        problems.Require(Margin is >= 0 and <= 10, nameof(Margin), Margin, "must be from 0 to 10");
        problems.RequireRange(Augmentations, 1, 1000, nameof(Augmentations));
        problems.Require(RotationDegrees is >= 0 and <= 180, nameof(RotationDegrees), RotationDegrees,
            "must be from 0 to 180");
    }
}
