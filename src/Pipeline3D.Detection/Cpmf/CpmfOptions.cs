using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Cpmf;

/// <summary>Options of <see cref="CpmfMethod"/>; the defaults are those of CPMF on MVTec 3D-AD.</summary>
public sealed record CpmfOptions : PatchOptions
{
    /// <summary>What a point is described with.</summary>
    [Preparation]
    public CpmfFeatures Features { get; init; } = CpmfFeatures.Both;

    /// <summary>Weights of the network of pictures: a file of torchvision's names, or <c>resnet18</c>,
    /// <c>resnet18-cntk</c>, <c>resnet50</c>, <c>wide-resnet50-2</c> or <c>resnext50-32x4d</c>, whose files are looked
    /// for. <c>random:</c> before it draws weights of the same sizes, as a control.</summary>
    [Preparation]
    public string Weights { get; init; } = "resnet18";

    /// <summary>Stages of the network that describe a pixel of a view, from the first on; 1 to 4.</summary>
    [Preparation]
    public int Stages { get; init; } = 3;

    /// <summary>Views, evenly among the 27 of the authors, the unturned one first; 1 to 27.</summary>
    [Preparation]
    public int Views { get; init; } = CpmfViews.All;

    /// <summary>Side of a view's picture, pixels; 32 to 2048.</summary>
    [Preparation]
    public int Window { get; init; } = 224;

    /// <summary>Side of the square that stands for a point in a view, pixels; above 0, up to 100.</summary>
    [Preparation]
    public double PointSize { get; init; } = 5;

    /// <summary>Whether the points of the resized square are turned about their own mean, as in the authors' code,
    /// while the pictures turn about the mean of the whole scan, so that both lie apart by up to some pixels.</summary>
    [Preparation]
    public bool TwoCenters { get; init; }

    /// <summary>Most points of a cloud without a grid that are described, taken evenly in the order of the file; the
    /// others take the score of the nearest. 3 or more.</summary>
    [Preparation]
    public int CloudPoints { get; init; } = 16_384;

    /// <summary>Sets the radii on clouds without a grid: normals 2, histograms 5 voxels; above 0.</summary>
    [Preparation]
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>What voxel_size is counted in.</summary>
    [Preparation]
    public VoxelUnit VoxelUnit { get; init; } = VoxelUnit.Cloud;

    /// <summary>Distortion of the random projection that the coreset is searched in, where it is narrower than the
    /// features; 0 (none) to below 1.</summary>
    public double CoresetProjection { get; init; } = 0.9;

    /// <summary>Whether pictures are looked at.</summary>
    internal bool HasPictures => Features != CpmfFeatures.Points;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Weights.Length > 0, nameof(Weights), Weights, "must name weights of a residual network");
        problems.RequireRange(Stages, 1, 4, nameof(Stages));
        problems.RequireRange(Views, 1, CpmfViews.All, nameof(Views));
        problems.RequireRange(Window, 32, 2048, nameof(Window));
        problems.Require(PointSize is > 0 and <= 100, nameof(PointSize), PointSize,
            "must be greater than 0 and at most 100");
        problems.RequireRange(CloudPoints, 3, int.MaxValue, nameof(CloudPoints));
        problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0, nameof(VoxelSize), VoxelSize,
            "must be a finite number greater than 0");
        problems.Require(CoresetProjection is >= 0 and < 1, nameof(CoresetProjection), CoresetProjection,
            "must be at least 0 and below 1");
    }

    /// <summary>The edge of a voxel in the unit of a cloud.</summary>
    internal double VoxelOf(PointCloud cloud) => VoxelSizes.Of(VoxelSize, VoxelUnit, cloud);
}
