using Pipeline3D.Core;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.Btf;

/// <summary>What methods on the patches of organized scans share: how a scan becomes a square, what its histograms
/// reach, and what a bank keeps.</summary>
public abstract record PatchOptions : MethodOptions
{
    /// <summary>Side of the square that the scan is resized to, in pixels; 3 to 16384.</summary>
    [Preparation]
    public int GridSize { get; init; } = 224;

    /// <summary>Side of the grid of patches; 1 to grid_size, and a divisor of it for raw features.</summary>
    [Preparation]
    public int PatchGrid { get; init; } = 28;

    /// <summary>The side of the padded square is rounded up to a multiple of this many pixels; 1 to 16384.</summary>
    [Preparation]
    public int PadMultiple { get; init; } = 100;

    /// <summary>Which pixel stands for a cell when the scan is resized.</summary>
    [Preparation]
    public ResizeRule Resize { get; init; } = ResizeRule.NearestFloor;

    /// <summary>Reach of the normals; in (0, 10 m].</summary>
    [Preparation]
    public Length NormalRadius { get; init; } = Length.Metres(0.1f);

    /// <summary>Most points that decide a normal; 3 or more.</summary>
    [Preparation]
    public int NormalNeighbours { get; init; } = 30;

    /// <summary>Reach of the histograms; in (0, 10 m].</summary>
    [Preparation]
    public Length FeatureRadius { get; init; } = Length.Metres(0.25f);

    /// <summary>Most points that make a histogram, the point itself among them; 2 or more.</summary>
    [Preparation]
    public int FeatureNeighbours { get; init; } = 100;

    /// <summary>Share of the training patches that the bank keeps; in (0, 1].</summary>
    public double CoresetFraction { get; init; } = 0.1;

    /// <summary>Most rows that the bank keeps; 1 or more. A full MVTec class at 0.1 has 19000 rows, minutes of
    /// search.</summary>
    [FormerName("coreset_most")]
    public int MaxBankRows { get; init; } = 100_000;

    /// <summary>Standard deviation of the score map's smoothing, in pixels of the resized square; 0 (none) to
    /// 1000.</summary>
    public double BlurSigma { get; init; } = 4;

    /// <summary>Whether patches are tiles, so that their number divides the square.</summary>
    private protected virtual bool NeedsWholeTiles => false;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(GridSize, 3, 16_384, nameof(GridSize));
        problems.Require(PatchGrid >= 1 && PatchGrid <= GridSize && (!NeedsWholeTiles || GridSize % PatchGrid == 0),
            nameof(PatchGrid), PatchGrid,
            $"must be from 1 to grid_size ({GridSize}), and divide it for raw features");
        problems.RequireRange(PadMultiple, 1, 16_384, nameof(PadMultiple));
        problems.RequireRange(NormalNeighbours, 3, int.MaxValue, nameof(NormalNeighbours));
        problems.RequireRange(FeatureNeighbours, 2, int.MaxValue, nameof(FeatureNeighbours));
        foreach ((Length length, string name) in new[] { (NormalRadius, nameof(NormalRadius)),
            (FeatureRadius, nameof(FeatureRadius)) })
            problems.Require(length > Length.Zero && length <= Length.Metres(10), name, length,
                "must be greater than 0 and at most 10 m");
        problems.Require(CoresetFraction is > 0 and <= 1, nameof(CoresetFraction), CoresetFraction,
            "must be greater than 0 and at most 1");
        problems.RequireRange(MaxBankRows, 1, int.MaxValue, nameof(MaxBankRows));
        problems.RequireRange(BlurSigma, 0, 1000, nameof(BlurSigma));
    }
}
