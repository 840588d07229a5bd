using Pipeline3D.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.ThreeDSt.TorchModel;

/// <summary>Local feature aggregation: [n, c] to [n, 2c], mean over the neighbours of geometry and feature.</summary>
internal sealed class LocalAggregation : Network<Tensor, GraphInput, Tensor>
{
    private readonly Sequential geometry;

    /// <summary>Makes the geometry MLP 4 to c.</summary>
    public LocalAggregation(int width) : base("local_aggregation")
    {
        geometry = nn.Sequential(("0", nn.Linear(4, width)), ("1", nn.LeakyReLU(DescriptorModule.Slope)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, GraphInput input2)
    {
        // The operator runs the MLP's two steps itself, neighbour by neighbour, in registers.
        var linear = (Linear)geometry[0];
        return LocalAggregationFunction.Apply(input2.Guard, input1, linear.weight, linear.bias!, input2);
    }
}
