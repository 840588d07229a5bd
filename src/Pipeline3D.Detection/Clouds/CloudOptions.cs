using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Clouds;

/// <summary>What the methods on whole clouds share; the defaults are those of the Real3D-AD benchmark,
/// millimetres.</summary>
public abstract record CloudOptions : MethodOptions
{
    /// <summary>What a point is described with.</summary>
    [Preparation]
    public CloudFeatures Features { get; init; } = CloudFeatures.Fpfh;

    /// <summary>Sets the radii: normals 2, histograms 5 voxels; in the unit of the clouds; above 0.</summary>
    [Preparation]
    public double VoxelSize { get; init; } = 0.5;

    /// <inheritdoc/>
    public override void Validate(Problems problems) => problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0,
        nameof(VoxelSize), VoxelSize, "must be a finite number greater than 0");
}
