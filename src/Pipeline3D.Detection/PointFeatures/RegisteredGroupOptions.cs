using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.PointFeatures;

/// <summary>What methods on groups share that lay clouds on a template; the defaults are those of the Real3D-AD
/// benchmark, millimetres.</summary>
public abstract record RegisteredGroupOptions : GroupOptions
{
    /// <summary>Edge of a voxel of the registration; above 0.</summary>
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>What voxel_size is counted in.</summary>
    public VoxelUnit VoxelUnit { get; init; } = VoxelUnit.Cloud;

    /// <summary>Whether the axes (x, y, z) become (z, x, y) before a cloud is laid on the template, as the benchmark's
    /// code does, a leftover of a demo; for published numbers.</summary>
    public bool CycleAxes { get; init; }

    /// <summary>Rows that a bank keeps; 1 or more.</summary>
    public int MaxBankRows { get; init; } = 10_000;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0, nameof(VoxelSize), VoxelSize,
            "must be a finite number greater than 0");
        problems.RequireRange(MaxBankRows, 1, int.MaxValue, nameof(MaxBankRows));
    }

    /// <summary>A template of a centred cloud.</summary>
    internal CloudTemplate TemplateOf(PointCloud centred, int threads, CancellationToken stop)
        => CloudTemplate.Of(centred, VoxelSizes.Of(VoxelSize, VoxelUnit, centred), threads, stop);
}
