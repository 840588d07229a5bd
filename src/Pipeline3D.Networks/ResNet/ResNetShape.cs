using System.Collections.Immutable;

namespace Pipeline3D.Networks.ResNet;

/// <summary>Sizes of a residual network without its classifier; the defaults are those of ResNet-18.</summary>
/// <remarks>Source: He et al. 2016, Deep Residual Learning for Image Recognition, arXiv:1512.03385; Xie et al. 2017,
/// arXiv:1611.05431 (groups); Zagoruyko and Komodakis 2016, arXiv:1605.07146 (width). As in torchvision, a bottleneck
/// halves pictures in its 3 x 3 convolution.</remarks>
public sealed record ResNetShape
{
    private const int Bottleneck = 4;
    private const int BaseWidth = 64;

    /// <summary>ResNet-18: basic blocks 2-2-2-2.</summary>
    public static ResNetShape ResNet18 { get; } = new();

    /// <summary>The ImageNet network of CNTK, blocks 2-2-2-3; no torchvision network has these.</summary>
    public static ResNetShape Cntk18 { get; } = new() { Blocks = [2, 2, 2, 3] };

    /// <summary>ResNet-50: bottlenecks 3-4-6-3.</summary>
    public static ResNetShape ResNet50 { get; } = new() { Block = ResNetBlock.Bottleneck, Blocks = [3, 4, 6, 3] };

    /// <summary>Wide-ResNet-50-2: ResNet-50 with inner convolutions of twice the width.</summary>
    public static ResNetShape WideResNet50 { get; } = ResNet50 with { GroupWidth = 128 };

    /// <summary>ResNeXt-50-32x4d: ResNet-50 with inner convolutions of 32 groups.</summary>
    public static ResNetShape ResNeXt50 { get; } = ResNet50 with { Groups = 32, GroupWidth = 4 };

    /// <summary>What the stages are built of.</summary>
    public ResNetBlock Block { get; init; }

    /// <summary>Blocks of each stage that is kept; 1 to 8 stages.</summary>
    public ImmutableArray<int> Blocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Width of each stage; bottlenecks give four times as many channels.</summary>
    public ImmutableArray<int> Widths { get; init; } = [64, 128, 256, 512];

    /// <summary>Channels of the first convolution.</summary>
    public int Stem { get; init; } = 64;

    /// <summary>Channels of the pictures.</summary>
    public int Input { get; init; } = 3;

    /// <summary>Groups of the 3 x 3 convolutions of bottlenecks.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Channels of one group of a bottleneck where the stage's width is 64; it grows with that.</summary>
    public int GroupWidth { get; init; } = BaseWidth;

    /// <summary>Stages that are kept.</summary>
    public int Stages => Blocks.Length;

    /// <summary>Channels that a tap gives.</summary>
    /// <param name="tap">0 for what goes into the first stage, or a stage, from 1.</param>
    public int Channels(int tap) => tap == 0 ? Stem : Block == ResNetBlock.Basic ? Widths[tap - 1]
        : checked(Bottleneck * Widths[tap - 1]);

    /// <summary>How many pixels of a picture's side are one of a tap's: 4 for 0 and 1, twice as many from stage to
    /// stage.</summary>
    /// <inheritdoc cref="Channels" path="/param"/>
    public static int Stride(int tap) => 4 << Math.Max(0, tap - 1);

    /// <summary>The same network with its first stages only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has not as many, or none is asked for.</exception>
    public ResNetShape Keep(int stages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stages, Stages);
        return this with { Blocks = Blocks[..stages], Widths = Widths[..stages] };
    }

    /// <inheritdoc/>
    public bool Equals(ResNetShape? other) => other is not null && Block == other.Block
        && Blocks.AsSpan().SequenceEqual(other.Blocks.AsSpan()) && Widths.AsSpan().SequenceEqual(other.Widths.AsSpan())
        && (Stem, Input, Groups, GroupWidth) == (other.Stem, other.Input, other.Groups, other.GroupWidth);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Block, Blocks.Sum(), Widths.Sum(), Stem, Input, Groups,
        GroupWidth);

    /// <summary>Channels inside a bottleneck.</summary>
    internal int Inner(int stage) => checked((int)((long)Widths[stage - 1] * GroupWidth / BaseWidth) * Groups);

    /// <summary>Whether a block's input is brought to its output's size by a convolution of its own.</summary>
    internal bool IsResized(int stage, int block) => block == 0 && (stage > 1 || Channels(0) != Channels(1));

    /// <summary>By how much a block makes pictures smaller.</summary>
    internal static int StrideOf(int stage, int block) => block == 0 && stage > 1 ? 2 : 1;

    /// <summary>The sizes of a network by the shapes of its tensors, under torchvision's names.</summary>
    /// <param name="sizes">Gives a tensor's shape, or null where there is none.</param>
    /// <returns>The sizes that the first tensors of each stage speak for; what does not fit them is for the caller to
    /// compare. Null: there is no first convolution or no first stage.</returns>
    internal static ResNetShape? Of(Func<string, long[]?> sizes)
    {
        if (sizes("conv1.weight") is not [var stem, var input, ..] || sizes("layer1.0.conv1.weight") is null)
            return null;
        bool isBasic = sizes("layer1.0.conv3.weight") is null;
        var blocks = ImmutableArray.CreateBuilder<int>();
        var widths = ImmutableArray.CreateBuilder<int>();
        while (blocks.Count < 8 && sizes($"layer{blocks.Count + 1}.0.conv1.weight") is not null)
        {
            string stage = $"layer{blocks.Count + 1}";
            widths.Add(isBasic ? Size($"{stage}.0.conv1.weight", 0) : Math.Max(1,
                Size($"{stage}.0.conv3.weight", 0) / Bottleneck));
            int count = 1;
            while (count < 512 && sizes($"{stage}.{count}.conv1.weight") is not null)
                count++;
            blocks.Add(count);
        }
        int inner = Size("layer1.0.conv2.weight", 0), groups = isBasic ? 1
            : Math.Max(1, inner / Size("layer1.0.conv2.weight", 1));
        return new ResNetShape
        {
            Block = isBasic ? ResNetBlock.Basic : ResNetBlock.Bottleneck, Blocks = blocks.ToImmutable(),
            Widths = widths.ToImmutable(), Stem = Bounded(stem), Input = Bounded(input), Groups = groups,
            GroupWidth = isBasic ? BaseWidth : Math.Max(1, BaseWidth * (inner / groups) / widths[0]),
        };

        int Size(string name, int axis) => sizes(name) is { } shape && shape.Length > axis ? Bounded(shape[axis]) : 1;

        // A file's sizes are only believed as far as memory goes.
        static int Bounded(long size) => (int)Math.Clamp(size, 1, 1 << 14);
    }
}
