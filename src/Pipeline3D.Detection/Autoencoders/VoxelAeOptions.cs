using Pipeline3D.Detection.Cells;

namespace Pipeline3D.Detection.Autoencoders;

/// <summary>Options of <see cref="VoxelAeMethod"/>; sides, turns and code are the paper's as far as it is known, the
/// rest is a reconstruction.</summary>
public sealed record VoxelAeOptions : CellNetworkOptions
{
    /// <summary>Voxels 64 along a side, codes of 128 numbers.</summary>
    public VoxelAeOptions() => (Side, Code, LearningRate) = (64, 128, 2e-4);

    /// <inheritdoc/>
    internal override int Axes => 3;
}
