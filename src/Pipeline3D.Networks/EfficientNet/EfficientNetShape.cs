using System.Collections.Immutable;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>Sizes of an EfficientNet; the defaults are those of EfficientNet-B5.</summary>
/// <remarks>Source: Tan and Le 2019, EfficientNet: Rethinking Model Scaling, arXiv:1905.11946.</remarks>
public sealed record EfficientNetShape
{
    /// <summary>How many pixels of a picture's side are one of the last maps'.</summary>
    public const int Stride = 32;

    private const int Multiple = 8;

    /// <summary>EfficientNet-B5, with its classifier of ImageNet.</summary>
    public static EfficientNetShape B5 { get; } = Scaled(1.6, 2.2);

    /// <summary>Channels of the first convolution.</summary>
    public int Stem { get; init; } = 48;

    /// <summary>The stages, in order.</summary>
    public ImmutableArray<EfficientNetStage> Stages { get; init; } = [];

    /// <summary>Channels of the last convolution; 0 where it and the classifier are left out.</summary>
    public int Head { get; init; }

    /// <summary>Classes.</summary>
    public int Classes { get; init; }

    /// <summary>Blocks of all stages.</summary>
    public int Blocks => Stages.Sum(stage => stage.Blocks);

    /// <summary>A network of the family.</summary>
    /// <param name="width">What the channels of EfficientNet-B0 are multiplied by, then rounded to eights, at most a
    /// tenth below.</param>
    /// <param name="depth">What the blocks of EfficientNet-B0 are multiplied by, rounded up.</param>
    /// <param name="classes">Classes.</param>
    public static EfficientNetShape Scaled(double width, double depth, int classes = 1000)
    {
        return new EfficientNetShape
        {
            Stem = Channels(32), Head = Channels(1280), Classes = classes,
            Stages =
            [
                Stage(1, 3, 1, 1, 16), Stage(2, 3, 2, 6, 24), Stage(2, 5, 2, 6, 40), Stage(3, 3, 2, 6, 80),
                Stage(3, 5, 1, 6, 112), Stage(4, 5, 2, 6, 192), Stage(1, 3, 1, 6, 320),
            ],
        };

        EfficientNetStage Stage(int blocks, int kernel, int stride, int expansion, int channels)
            => new((int)Math.Ceiling(depth * blocks), kernel, stride, expansion, Channels(channels));

        int Channels(int of)
        {
            int rounded = Math.Max(Multiple, (int)((of * width) + (Multiple / 2)) / Multiple * Multiple);
            return rounded < 0.9 * of * width ? rounded + Multiple : rounded;
        }
    }

    /// <summary>The same network with its first blocks only, and nothing behind them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has not as many, or none is asked for.</exception>
    public EfficientNetShape Keep(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, Blocks);
        var stages = ImmutableArray.CreateBuilder<EfficientNetStage>();
        foreach (EfficientNetStage stage in Stages)
        {
            if (blocks == 0)
                break;
            stages.Add(stage with { Blocks = Math.Min(stage.Blocks, blocks) });
            blocks -= stages[^1].Blocks;
        }
        return this with { Stages = stages.ToImmutable(), Head = 0, Classes = 0 };
    }

    /// <summary>Every block, in order: <c>_blocks.INDEX</c>.</summary>
    public ImmutableArray<EfficientNetBlock> ListBlocks()
    {
        var blocks = ImmutableArray.CreateBuilder<EfficientNetBlock>();
        int input = Stem;
        foreach (EfficientNetStage stage in Stages)
            for (int i = 0; i < stage.Blocks; i++)
            {
                blocks.Add(new EfficientNetBlock(blocks.Count, stage.Kernel, i == 0 ? stage.Stride : 1, stage.Expansion,
                    input, stage.Channels));
                input = stage.Channels;
            }
        return blocks.ToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(EfficientNetShape? other) => other is not null
        && (Stem, Head, Classes) == (other.Stem, other.Head, other.Classes)
        && Stages.AsSpan().SequenceEqual(other.Stages.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Stem, Head, Classes, Blocks);
}

/// <summary>A stage: blocks of the same size.</summary>
/// <param name="Blocks">How many.</param>
/// <param name="Kernel">Side of the depthwise filters; odd.</param>
/// <param name="Stride">By how much the first block makes pictures smaller; 1 or 2.</param>
/// <param name="Expansion">How many times as wide blocks are inside.</param>
/// <param name="Channels">Channels of the result.</param>
public readonly record struct EfficientNetStage(int Blocks, int Kernel, int Stride, int Expansion, int Channels);

/// <summary>A block: an inverted bottleneck with squeeze and excitation.</summary>
/// <param name="Index">From 0, over all stages.</param>
/// <param name="Kernel">Side of the depthwise filter.</param>
/// <param name="Stride">By how much it makes pictures smaller.</param>
/// <param name="Expansion">How many times as wide it is inside.</param>
/// <param name="Input">Channels that it takes.</param>
/// <param name="Output">Channels that it gives.</param>
public readonly record struct EfficientNetBlock(int Index, int Kernel, int Stride, int Expansion, int Input, int Output)
{
    private const int Squeeze = 4;

    /// <summary>Channels inside.</summary>
    public int Inner => checked(Input * Expansion);

    /// <summary>Channels that the excitation squeezes to: a quarter of what it takes.</summary>
    public int Squeezed => Math.Max(1, Input / Squeeze);

    /// <summary>Whether its input is added to what it gives.</summary>
    public bool IsAdded => Stride == 1 && Input == Output;

    /// <summary>What its tensors' names begin with.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_blocks.{Index}");
}
