using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.ThreeDSt.TorchModel;

/// <summary>The descriptor network as a torch module, the second way that holds the fused one: outputs, gradients and
/// an
/// Adam step. Its state has the names of <see cref="NetworkLayout"/>; neighbours are encoded by their offset.</summary>
internal sealed class DescriptorModule : Network<GraphInput, Tensor>
{
    internal const double Slope = 0.2;
    private readonly ModuleList<ResidualBlock> blocks;
    private readonly Sequential? head;
    private readonly int _width;

    /// <summary>Makes the layers with torch's initialisation.</summary>
    public DescriptorModule(NetworkShape shape) : base("descriptor_network")
    {
        _width = shape.Width;
        blocks = nn.ModuleList([.. Enumerable.Range(0, shape.Blocks).Select(_ => new ResidualBlock(shape.Width))]);
        if (shape.HeadOutputs > 0)
            head = nn.Sequential(("0", nn.Linear(shape.Width, shape.Width)), ("1", nn.LeakyReLU(Slope)),
                ("2", nn.Linear(shape.Width, shape.HeadOutputs)));
        RegisterComponents();
    }

    /// <summary>Descriptors [n, outputs], in the graph's order.</summary>
    public override Tensor forward(GraphInput input)
    {
        Tensor feature = zeros(input.Graph.Count, _width);
        foreach (ResidualBlock block in blocks)
            feature = block.call(feature, input);
        return head is null ? feature : head.call(feature);
    }
}
