using System.Collections.Immutable;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>The sizes of an EfficientNet by the shapes of its tensors.</summary>
/// <remarks>Neighbouring blocks are one stage where the second takes and gives as many channels, by filters of the same
/// side. Strides are in no file: the family's stages 2, 3, 4 and 6 halve maps.</remarks>
internal static class EfficientNetSizes
{
    private const int MaxBlocks = 1 << 10;
    private static readonly int[] Halving = [1, 2, 3, 5];

    /// <summary>The sizes.</summary>
    /// <param name="sizes">Gives a tensor's shape by its name in efficientnet_pytorch, or null where there is
    /// none.</param>
    /// <returns>What the first tensors of each block speak for; what does not fit is for the caller to compare. Null:
    /// there is no first convolution or no block.</returns>
    public static EfficientNetShape? Of(Func<string, long[]?> sizes)
    {
        if (sizes("_conv_stem.weight") is not [var stem, ..] || sizes("_blocks.0._depthwise_conv.weight") is null)
            return null;
        var stages = ImmutableArray.CreateBuilder<EfficientNetStage>();
        int input = Bounded(stem);
        for (int block = 0; block < MaxBlocks; block++)
        {
            string name = new EfficientNetBlock { Index = block }.Name;
            if (sizes($"{name}._depthwise_conv.weight") is not [var inner, _, var kernel, _]
                || sizes($"{name}._project_conv.weight") is not [var output, ..])
                break;
            int channels = Bounded(output), side = Bounded(kernel), expansion = Math.Max(1, Bounded(inner) / input);
            if (stages.Count > 0 && channels == input && stages[^1] is var last && last.Kernel == side
                && last.Expansion == expansion && last.Channels == channels)
                stages[^1] = last with { Blocks = last.Blocks + 1 };
            else
                stages.Add(new EfficientNetStage(1, side, Halving.Contains(stages.Count) ? 2 : 1, expansion, channels));
            input = channels;
        }
        return new EfficientNetShape
        {
            Stem = Bounded(stem), Stages = stages.ToImmutable(),
            Head = sizes("_conv_head.weight") is [var head, ..] ? Bounded(head) : 0,
            Classes = sizes("_fc.weight") is [var classes, ..] ? Bounded(classes) : 0,
        };

        // A file's sizes are only believed as far as memory goes.
        static int Bounded(long size) => (int)Math.Clamp(size, 1, 1 << 14);
    }
}
