using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>The architecture of a descriptor network of 3D-ST: what decides the number and the order of its
/// weights.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023; block widths as in RandLA-Net's dilated residual block. A block of
/// width d: shared MLP d to d/4, LFA to d/2, LFA to d, shared MLP d to d, plus a shared MLP of the block's input. The
/// first block's input is zero. The head is Linear, LeakyReLU, Linear without activation.</remarks>
public sealed record NetworkShape
{
    /// <summary>Largest width that is accepted.</summary>
    public const int MaxWidth = 1024;

    /// <summary>Channels d of the blocks; a multiple of 4 from 4 to 1024. Default 64.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Residual blocks; 1 to 16. Default 4.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Length of the descriptors that the head makes; 0 for a network without a head, whose descriptors are
    /// the last block's output. Default: 64.</summary>
    public int HeadOutputs { get; init; } = 64;

    /// <summary>What an LFA sees of a neighbour. Default: its offset.</summary>
    public NeighbourEncoding Encoding { get; init; } = NeighbourEncoding.Relative;

    /// <summary>Length of a descriptor.</summary>
    public int Outputs => HeadOutputs == 0 ? Width : HeadOutputs;

    /// <summary>The paper's network for descriptors of length d.</summary>
    public static NetworkShape Standard(int width, int blocks = 4)
        => new() { Width = width, Blocks = blocks, HeadOutputs = width };

    /// <summary>Fails with one error that names every value out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(NetworkShape));
        problems.Require(Width is >= 4 and <= MaxWidth && Width % 4 == 0, Width,
            $"must be a multiple of 4 from 4 to {MaxWidth}");
        problems.Require(Blocks is >= 1 and <= 16, Blocks, "must be from 1 to 16");
        problems.Require(HeadOutputs is >= 0 and <= MaxWidth, HeadOutputs, $"must be from 0 to {MaxWidth}");
        problems.Require(Enum.IsDefined(Encoding), Encoding, "must be one of the encodings");
        problems.ThrowIfAny();
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"d={Width} blocks={Blocks} head={(HeadOutputs == 0 ? "none" : HeadOutputs)} encoding={Encoding}";
}
