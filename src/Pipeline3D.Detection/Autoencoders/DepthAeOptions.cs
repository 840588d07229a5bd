using Pipeline3D.Detection.Cells;

namespace Pipeline3D.Detection.Autoencoders;

/// <summary>Options of <see cref="DepthAeMethod"/>; sides, turns and code are the paper's as far as it is known, the
/// rest is a reconstruction.</summary>
public sealed record DepthAeOptions : CellNetworkOptions
{
    /// <summary>Pictures of 256 pixels a side, codes of 512 numbers.</summary>
    public DepthAeOptions() => (Side, Code, LearningRate) = (256, 512, 2e-4);

    /// <inheritdoc/>
    internal override int Axes => 2;
}
