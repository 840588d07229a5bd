using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Clouds;

/// <summary>What the methods on whole clouds share; the defaults are those of the Real3D-AD benchmark,
/// millimetres.</summary>
public abstract record CloudOptions : MethodOptions
{
    /// <summary>What a point is described with.</summary>
    [Preparation]
    public CloudFeatures Features { get; init; } = CloudFeatures.Fpfh;

    /// <summary>Sets the radii: normals 2, histograms 5 voxels; above 0.</summary>
    [Preparation]
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>What voxel_size is counted in.</summary>
    [Preparation]
    public VoxelUnit VoxelUnit { get; init; } = VoxelUnit.Cloud;

    /// <inheritdoc/>
    public override void Validate(Problems problems) => problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0,
        nameof(VoxelSize), VoxelSize, "must be a finite number greater than 0");

    /// <summary>The edge of a voxel in the unit of a cloud.</summary>
    internal double VoxelOf(PointCloud cloud) => VoxelSizes.Of(VoxelSize, VoxelUnit, cloud);
}

/// <summary>What the edge of a voxel is counted in.</summary>
public enum VoxelUnit
{
    /// <summary>The unit of the cloud's coordinates.</summary>
    Cloud = 0,

    /// <summary>One 40th of the diagonal of the cloud's bounding box, or of its template's where it is laid on one: the
    /// published half millimetre fits parts of some 40 mm, and 0.5 then fits parts of any size and unit.</summary>
    Diagonal = 1,
}
