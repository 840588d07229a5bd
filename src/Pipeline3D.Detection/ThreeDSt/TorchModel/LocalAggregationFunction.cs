namespace Pipeline3D.Detection;

/// <summary>The fused local feature aggregation as a function of autograd: variables feature [n, c], weight [c, 4],
/// bias [c], graph input.</summary>
public sealed class LocalAggregationFunction : autograd.SingleTensorFunction<LocalAggregationFunction>
{
    private const string InputKey = "input";

    /// <inheritdoc/>
    public override string Name => "local_aggregation";

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        (var feature, var weight, var bias, var input) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2],
            (GraphInput)vars[3]);
        ctx.save_for_backward([weight, bias]);
        ctx.save_data(InputKey, input);
        int n = input.Graph.Count, c = (int)bias.shape[0];
        var output = new float[n * 2 * c];
        FusedLfa.For(c).Forward(input.Graph, input.Scale, Values(weight), Values(bias), Values(feature), output, 0);
        return torch.tensor(output, [n, 2 * c]);
    }

    /// <inheritdoc/>
    public override List<Tensor?> backward(autograd.AutogradContext ctx, List<Tensor?> grad_outputs)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        var input = (GraphInput)ctx.get_data(InputKey);
        (Tensor weight, Tensor bias) = (saved[0], saved[1]);
        int n = input.Graph.Count, c = (int)bias.shape[0];
        float[] weightGradient = new float[4 * c], biasGradient = new float[c], featureGradient = new float[n * c];
        FusedLfa.For(c).Backward(input.Graph, input.Scale, Values(weight), Values(bias), Values(grad_outputs[0]!),
            weightGradient, biasGradient, featureGradient, 0);
        return [torch.tensor(featureGradient, [n, c]), torch.tensor(weightGradient, [c, 4]),
            torch.tensor(biasGradient, [c]), null];
    }

    private static float[] Values(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
