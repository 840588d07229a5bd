using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>The tensors of an EfficientNet under the names of the package efficientnet_pytorch: <c>_conv_stem</c>,
/// <c>_bn0</c>, <c>_blocks.N._expand_conv</c>, <c>._depthwise_conv</c>, <c>._se_reduce</c>, <c>._se_expand</c>,
/// <c>._project_conv</c> with <c>._bn0</c> to <c>._bn2</c>, <c>_conv_head</c>, <c>_bn1</c>, <c>_fc</c>.</summary>
public static class EfficientNetLayout
{
    /// <summary>The layout of a network.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <exception cref="ArgumentException">A size is below 1, or a filter's side is even.</exception>
    public static FlatLayout Of(EfficientNetShape shape)
    {
        if (shape.Stages.IsDefaultOrEmpty || shape.Stages.Any(stage => stage.Blocks < 1 || stage.Kernel < 1
            || stage.Kernel % 2 == 0 || stage.Stride is < 1 or > 2 || stage.Expansion < 1))
            throw new ArgumentException("an EfficientNet has one stage or more, each of one block or more, with odd "
                + "filters, strides of 1 or 2 and expansions of 1 or more", nameof(shape));
        var layout = new FlatLayout();
        Add("_conv_stem", "_bn0", shape.Stem, 3, 3);
        foreach (EfficientNetBlock block in shape.ListBlocks())
        {
            if (block.Expansion > 1)
                Add($"{block.Name}._expand_conv", $"{block.Name}._bn0", block.Inner, block.Input, 1);
            Add($"{block.Name}._depthwise_conv", $"{block.Name}._bn1", block.Inner, 1, block.Kernel);
            layout.AddDense($"{block.Name}._se_reduce", block.Squeezed, block.Inner, 1, 1)
                .AddDense($"{block.Name}._se_expand", block.Inner, block.Squeezed, 1, 1);
            Add($"{block.Name}._project_conv", $"{block.Name}._bn2", block.Output, block.Inner, 1);
        }
        if (shape.Head == 0)
            return layout;
        Add("_conv_head", "_bn1", shape.Head, shape.Stages[^1].Channels, 1);
        return shape.Classes == 0 ? layout : layout.AddDense("_fc", shape.Classes, shape.Head);

        void Add(string convolution, string norm, long to, long from, long side)
            => layout.Add($"{convolution}.weight", to, from, side, side).AddNorm(norm, to).AddRunning(norm, to);
    }
}
