using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Tests.ThreeDSt.TorchModel;

/// <summary>The fused local feature aggregation as a function of autograd: variables feature [n, c], weight [c, 4],
/// bias [c], graph input.</summary>
internal sealed class LocalAggregationFunction : GuardedFunction<LocalAggregationFunction>
{
    private const string InputKey = "input";

    /// <inheritdoc/>
    public override string Name => "local_aggregation";

    /// <inheritdoc/>
    protected override Tensor Compute(autograd.AutogradContext context, IReadOnlyList<object> variables)
    {
        (var feature, var weight, var bias, var input) = ((Tensor)variables[0], (Tensor)variables[1],
            (Tensor)variables[2], (GraphInput)variables[3]);
        context.save_for_backward([weight, bias]);
        context.save_data(InputKey, input);
        int n = input.Graph.Count, c = (int)bias.shape[0];
        var output = new float[n * 2 * c];
        FusedLfa.For(c).Forward(input.Graph, input.Scale, Tensors.ToFloats(weight), Tensors.ToFloats(bias),
            Tensors.ToFloats(feature), output, 0);
        return Tensors.From(output, n, 2 * c);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor?> Differentiate(autograd.AutogradContext context, Tensor gradient)
    {
        List<Tensor> saved = context.get_saved_variables();
        var input = (GraphInput)context.get_data(InputKey);
        (Tensor weight, Tensor bias) = (saved[0], saved[1]);
        int n = input.Graph.Count, c = (int)bias.shape[0];
        float[] weightGradient = new float[4 * c], biasGradient = new float[c], featureGradient = new float[n * c];
        FusedLfa.For(c).Backward(input.Graph, input.Scale, Tensors.ToFloats(weight), Tensors.ToFloats(bias),
            Tensors.ToFloats(gradient), weightGradient, biasGradient, featureGradient, 0);
        return [Tensors.From(featureGradient, n, c), Tensors.From(weightGradient, c, 4), Tensors.From(biasGradient, c),
            null];
    }
}
