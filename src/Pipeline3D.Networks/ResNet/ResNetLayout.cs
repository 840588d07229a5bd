using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.ResNet;

/// <summary>The tensors of a residual network under torchvision's names: <c>conv1.weight</c>, <c>bn1.*</c>,
/// <c>layerL.B.convN.weight</c>, <c>layerL.B.bnN.*</c>, <c>layerL.B.downsample.{0,1}.*</c>.</summary>
public static class ResNetLayout
{
    /// <summary>The layout of a network; the classifier is no part of it.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <exception cref="ArgumentException">A size is below 1, the stages' blocks and widths are not as many, or groups
    /// do not divide their channels.</exception>
    public static FlatLayout Of(ResNetShape shape)
    {
        if (shape.Stages is < 1 or > 8 || shape.Widths.Length != shape.Stages)
            throw new ArgumentException($"{shape.Blocks.Length} stages of blocks and {shape.Widths.Length} widths: as "
                + "many are needed, 1 to 8", nameof(shape));
        if (shape.Groups < 1 || (shape.Block == ResNetBlock.Basic && shape.Groups > 1))
            throw new ArgumentException($"{shape.Groups} groups: basic blocks have one, bottlenecks 1 or more",
                nameof(shape));
        var layout = new FlatLayout();
        AddConvolution("conv1", "bn1", shape.Stem, shape.Input, 7);
        int input = shape.Stem;
        for (int stage = 1; stage <= shape.Stages; stage++)
        {
            int output = shape.Channels(stage), width = shape.Widths[stage - 1];
            for (int block = 0; block < shape.Blocks[stage - 1]; block++)
            {
                string name = $"layer{stage}.{block}";
                if (shape.Block == ResNetBlock.Basic)
                {
                    AddConvolution($"{name}.conv1", $"{name}.bn1", width, input, 3);
                    AddConvolution($"{name}.conv2", $"{name}.bn2", width, width, 3);
                }
                else
                {
                    int inner = shape.Inner(stage);
                    AddConvolution($"{name}.conv1", $"{name}.bn1", inner, input, 1);
                    AddConvolution($"{name}.conv2", $"{name}.bn2", inner, inner / shape.Groups, 3);
                    AddConvolution($"{name}.conv3", $"{name}.bn3", output, inner, 1);
                }
                if (shape.IsResized(stage, block))
                    AddConvolution($"{name}.downsample.0", $"{name}.downsample.1", output, input, 1);
                input = output;
            }
        }
        return layout;

        void AddConvolution(string convolution, string norm, int to, int from, int side)
            => layout.Add($"{convolution}.weight", to, from, side, side).AddNorm(norm, to).AddRunning(norm, to);
    }
}
