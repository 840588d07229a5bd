namespace Pipeline3D.Torch.Tests;

public sealed class AutogradFunctionTests : NeedsTorch
{
    // scale * a * b + c, with a hand-written backward over raw memory.
    private sealed class ScaledProduct : torch.autograd.SingleTensorFunction<ScaledProduct>
    {
        public override string Name => nameof(ScaledProduct);

        public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, b, c, scale) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (double)vars[3]);
            ctx.save_for_backward([a, b]);
            ctx.save_data("scale", scale);
            Tensor result = torch.empty(a.shape, torch.float64);
            Span<double> x = a.AsSpan<double>(), y = b.AsSpan<double>(), z = c.AsSpan<double>(), into = result.AsSpan<double>();
            for (int i = 0; i < into.Length; i++)
                into[i] = scale * x[i] * y[i] + z[i];
            return result;
        }

        public override List<Tensor?> backward(torch.autograd.AutogradContext ctx, List<Tensor?> grad_outputs)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            double scale = (double)ctx.get_data("scale");
            Tensor grad = grad_outputs[0]!;
            return [grad * saved[1] * scale, grad * saved[0] * scale, grad, null];
        }
    }

    private sealed class Halves : torch.autograd.MultiTensorFunction<Halves>
    {
        public override string Name => nameof(Halves);

        public override List<Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            Tensor x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return [x.square(), x * 3];
        }

        public override List<Tensor?> backward(torch.autograd.AutogradContext ctx, List<Tensor?> grad_outputs) =>
            [grad_outputs[0]! * ctx.get_saved_variables()[0] * 2 + grad_outputs[1]! * 3];
    }

    private sealed class Fails : torch.autograd.SingleTensorFunction<Fails>
    {
        public override string Name => nameof(Fails);

        public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor?> backward(torch.autograd.AutogradContext ctx, List<Tensor?> grad_outputs) =>
            throw new InvalidDataException("no gradient today");
    }

    [Fact]
    public void Backward_OfAFunctionOfThreeTensors_EqualsFiniteDifferences()
    {
        torch.manual_seed(5);
        Tensor[] at = [.. Enumerable.Range(0, 3).Select(_ => torch.randn([2, 3], torch.float64, requires_grad: true))];
        Tensor Loss(Tensor a, Tensor b, Tensor c) => (ScaledProduct.apply(a, b, c, 1.7) * b).sum();
        Loss(at[0], at[1], at[2]).backward();
        for (int which = 0; which < 3; which++)
        {
            double[] grad = at[which].grad!.data<double>().ToArray();
            for (int i = 0; i < grad.Length; i++)
            {
                double[] sides = [.. new[] { 1e-5, -1e-5 }.Select(step =>
                {
                    Tensor[] moved = [.. at.Select(t => t.detach().clone())];
                    moved[which].AsSpan<double>()[i] += step;
                    return Loss(moved[0], moved[1], moved[2]).item<double>();
                })];
                Assert.Equal((sides[0] - sides[1]) / 2e-5, grad[i], 1e-6);
            }
        }
    }

    [Fact]
    public void Backward_OfOneOfTwoResults_OtherGradientIsZeros()
    {
        Tensor x = torch.tensor([1f, 2f, 3f], requires_grad: true);
        List<Tensor> results = Halves.apply(x);
        results[0].sum().backward();
        Assert.Equal([2f, 4f, 6f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Backward_ThatThrows_ComesUpWithItsCause()
    {
        Tensor x = torch.ones([2], torch.float32, requires_grad: true);
        TorchException error = Assert.Throws<TorchException>(() => Fails.apply(x).sum().backward());
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.Contains("no gradient today", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_SavedTensorChangedInPlace_IsRefused()
    {
        Tensor x = torch.ones([2], torch.float64, requires_grad: true);
        Tensor y = x * 2;
        Tensor z = ScaledProduct.apply(y, y, y, 1.0);
        y.add_(1);
        Assert.Contains("modified by an inplace operation",
            Assert.Throws<TorchException>(() => z.sum().backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_TwiceWithoutRetaining_SaysSo()
    {
        Tensor x = torch.ones([2], torch.float64, requires_grad: true);
        Tensor z = ScaledProduct.apply(x, x, x, 1.0).sum();
        z.backward(retain_graph: true);
        z.backward();
        Assert.Contains("retain_graph", Assert.Throws<TorchException>(() => z.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WithoutGradients_RecordsNothing()
    {
        Tensor x = torch.ones([2], torch.float64);
        Assert.False(ScaledProduct.apply(x, x, x, 1.0).requires_grad);
        x.requires_grad_();
        using (torch.no_grad())
            Assert.False(ScaledProduct.apply(x, x, x, 1.0).requires_grad);
        Assert.True(ScaledProduct.apply(x, x, x, 1.0).requires_grad);
    }
}
