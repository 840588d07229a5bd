namespace Pipeline3D.Detection;

/// <summary>The descriptor network as a torch module: the form to change, to add layers to, and to train with other
/// losses. Its state has the names of <see cref="NetworkLayout"/>.</summary>
/// <remarks>The fused form, <see cref="DescriptorNetwork"/>, computes the same some times faster and needs no libtorch;
/// the trainers use it. A test holds outputs, gradients and an Adam step of both against each other. Neighbours are
/// encoded by their offset.</remarks>
public sealed class DescriptorModule : nn.Module<GraphInput, Tensor>
{
    internal const double Slope = 0.2;
    private readonly ModuleList<ResidualBlock> blocks;
    private readonly Sequential? head;
    private readonly int _width;

    /// <summary>Makes the layers with torch's initialisation.</summary>
    /// <exception cref="ArgumentException">The shape is out of its range, or encodes places.</exception>
    public DescriptorModule(NetworkShape shape) : base("descriptor_network")
    {
        shape.Validate();
        if (shape.Encoding != NeighbourEncoding.Relative)
            throw new ArgumentException($"the torch module encodes neighbours as {NeighbourEncoding.Relative}, not "
                + $"{shape.Encoding}; use the fused network");
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
        Tensor feature = torch.zeros(input.Graph.Count, _width);
        foreach (ResidualBlock block in blocks)
            feature = block.call(feature, input);
        return head is null ? feature : head.call(feature);
    }
}
