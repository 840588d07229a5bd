using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>Options of <see cref="BtfFeature"/>; the defaults are those of BTF on MVTec 3D-AD.</summary>
public sealed record BtfFeatureOptions : IBlockOptions
{
    /// <summary>What a patch is described with: the mean FPFH of its points, or its depths as a tile or as a scan
    /// line.</summary>
    public BtfFeatures Features { get; init; } = BtfFeatures.Fpfh;

    /// <summary>Side of the square that the scan is resized to, in pixels; 16 to 4096.</summary>
    public int GridSize { get; init; } = 224;

    /// <summary>Side of the grid of patches; 2 to 512, and a divisor of grid_size for raw features.</summary>
    public int PatchGrid { get; init; } = 28;

    /// <summary>The side of the padded square is rounded up to a multiple of this many pixels; 1 to 1000.</summary>
    public int PadMultiple { get; init; } = 100;

    /// <summary>Which pixel stands for a cell when the scan is resized.</summary>
    public ResizeRule Resize { get; init; } = ResizeRule.NearestFloor;

    /// <summary>Reach of the normals; in (0, 10 m].</summary>
    public Length NormalRadius { get; init; } = Length.Metres(0.1f);

    /// <summary>Most points that decide a normal; 3 to 10000.</summary>
    public int NormalNeighbours { get; init; } = 30;

    /// <summary>Reach of the histograms; in (0, 10 m].</summary>
    public Length FeatureRadius { get; init; } = Length.Metres(0.25f);

    /// <summary>Most points that make a histogram; 3 to 10000.</summary>
    public int FeatureNeighbours { get; init; } = 100;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(GridSize, 16, 4096, nameof(GridSize));
        problems.RequireRange(PatchGrid, 2, 512, nameof(PatchGrid));
        problems.RequireRange(PadMultiple, 1, 1000, nameof(PadMultiple));
        problems.RequireRange(NormalNeighbours, 3, 10_000, nameof(NormalNeighbours));
        problems.RequireRange(FeatureNeighbours, 3, 10_000, nameof(FeatureNeighbours));
        foreach ((Length length, string name) in new[] { (NormalRadius, nameof(NormalRadius)),
            (FeatureRadius, nameof(FeatureRadius)) })
            problems.Require(length > Length.Zero && length <= Length.Metres(10), name, length,
                "must be greater than 0 and at most 10 m");
        problems.Require(PatchGrid >= 2 && PatchGrid <= GridSize && (Features == BtfFeatures.Fpfh
            || GridSize % PatchGrid == 0),
            nameof(PatchGrid), PatchGrid, $"must be at most grid_size ({GridSize}), and divide it for raw features");
    }

    internal BtfOptions ToBtf() => new()
    {
        Features = Features,
        GridSize = GridSize,
        PatchGrid = PatchGrid,
        PadMultiple = PadMultiple,
        Resize = Resize,
        NormalRadius = NormalRadius.Metre,
        NormalNeighbours = NormalNeighbours,
        FeatureRadius = FeatureRadius.Metre,
        FeatureNeighbours = FeatureNeighbours,
    };

    /// <summary>All that decides the features, as text.</summary>
    internal string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"btf features={Features} grid={GridSize} patches={PatchGrid} pad={PadMultiple} resize={Resize} "
            + $"normals={NormalRadius.Metre}/{NormalNeighbours} histograms={FeatureRadius.Metre}/{FeatureNeighbours}");
}
