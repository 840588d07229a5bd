using Pipeline3D.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.ThreeDSt.TorchModel;

/// <summary>A residual block of 3D-ST's network: [n, d] to [n, d].</summary>
internal sealed class ResidualBlock : Network<Tensor, GraphInput, Tensor>
{
    private readonly Sequential reduce;
    private readonly LocalAggregation lfa1, lfa2;
    private readonly Sequential expand, shortcut;

    /// <summary>Makes the block's layers.</summary>
    public ResidualBlock(int width) : base("residual_block")
    {
        reduce = SharedMlp(width, width / 4);
        lfa1 = new LocalAggregation(width / 4);
        lfa2 = new LocalAggregation(width / 2);
        expand = SharedMlp(width, width);
        shortcut = SharedMlp(width, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, GraphInput input2)
    {
        Tensor aggregated = lfa2.call(lfa1.call(reduce.call(input1), input2), input2);
        return expand.call(aggregated) + shortcut.call(input1);
    }

    private static Sequential SharedMlp(int inputs, int outputs)
        => nn.Sequential(("0", nn.Linear(inputs, outputs)), ("1", nn.LeakyReLU(DescriptorModule.Slope)));
}
