using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Cells;

namespace Pipeline3D.Detection.VariationModel;

/// <summary>Options of variation models.</summary>
public abstract record VariationOptions : CellOptions
{
    /// <summary>Added to the deviation of each cell; above 0, at most 1. A cell that never changed scores its distance
    /// from the mean over this.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Epsilon is > 0 and <= 1, nameof(Epsilon), Epsilon, "must be above 0 and at most 1");
    }
}

/// <summary>Options of <see cref="VoxelVmMethod"/>; the defaults are the paper's, as far as it says them.</summary>
public sealed record VoxelVmOptions : VariationOptions
{
    /// <summary>Voxels 64 along a side.</summary>
    public VoxelVmOptions() => Side = 64;

    /// <inheritdoc/>
    internal override int Axes => 3;
}

/// <summary>Options of <see cref="DepthVmMethod"/>; the defaults are the paper's, as far as it says them.</summary>
public sealed record DepthVmOptions : VariationOptions
{
    /// <summary>Pictures of 256 pixels a side.</summary>
    public DepthVmOptions() => Side = 256;

    /// <inheritdoc/>
    internal override int Axes => 2;
}
