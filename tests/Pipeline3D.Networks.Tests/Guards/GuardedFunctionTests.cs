using System.Runtime.InteropServices;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class GuardedFunctionTests : NeedsTorch
{
    // scale * a * b + c, with a hand-written way back over raw memory.
    private sealed class ScaledProduct : GuardedFunction<ScaledProduct>
    {
        public override string Name => nameof(ScaledProduct);

        protected override Tensor Compute(autograd.AutogradContext context, IReadOnlyList<object> variables)
        {
            var (a, b, c, scale) = ((Tensor)variables[0], (Tensor)variables[1], (Tensor)variables[2],
                (double)variables[3]);
            context.save_for_backward([a, b]);
            context.save_data("scale", scale);
            Tensor result = torch.empty(a.shape, torch.float64);
            Span<double> x = Memory(a), y = Memory(b), z = Memory(c), into = Memory(result);
            for (int i = 0; i < into.Length; i++)
                into[i] = scale * x[i] * y[i] + z[i];
            return result;
        }

        protected override IReadOnlyList<Tensor?> Differentiate(autograd.AutogradContext context, Tensor gradient)
        {
            List<Tensor> saved = context.get_saved_variables();
            double scale = (double)context.get_data("scale");
            return [gradient * saved[1] * scale, gradient * saved[0] * scale, gradient, null];
        }
    }

    private sealed class Fails : GuardedFunction<Fails>
    {
        public override string Name => nameof(Fails);

        protected override Tensor Compute(autograd.AutogradContext context, IReadOnlyList<object> variables)
            => ((Tensor)variables[0]).clone();

        protected override IReadOnlyList<Tensor?> Differentiate(autograd.AutogradContext context, Tensor gradient)
            => throw new InvalidDataException("no gradient today");
    }

    [Fact]
    public void Backward_OfAFunctionOfThreeTensors_EqualsFiniteDifferences()
    {
        torch.manual_seed(5);
        var guard = new BackwardGuard();
        Tensor[] at = [.. Enumerable.Range(0, 3).Select(_ => torch.randn([2, 3], torch.float64, requires_grad: true))];
        Tensor Loss(Tensor a, Tensor b, Tensor c) => (ScaledProduct.Apply(guard, a, b, c, 1.7) * b).sum();
        guard.Backward(Loss(at[0], at[1], at[2]));
        for (int which = 0; which < 3; which++)
        {
            double[] grad = at[which].grad!.data<double>().ToArray();
            for (int i = 0; i < grad.Length; i++)
            {
                double[] sides = [.. new[] { 1e-5, -1e-5 }.Select(step =>
                {
                    Tensor[] moved = [.. at.Select(t => t.detach().clone())];
                    Memory(moved[which])[i] += step;
                    return Loss(moved[0], moved[1], moved[2]).item<double>();
                })];
                Assert.Equal((sides[0] - sides[1]) / 2e-5, grad[i], 1e-6);
            }
        }
    }

    [Fact]
    public void Backward_ThatThrows_ComesUpWhereThePassBegan()
    {
        var guard = new BackwardGuard();
        Tensor x = torch.ones([2], torch.float32, requires_grad: true);
        Tensor loss = Fails.Apply(guard, x * 2).sum();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => guard.Backward(loss));
        Assert.Contains(nameof(Fails), error.StackTrace, StringComparison.Ordinal);
        guard.Backward((x * 3).sum()); // the guard is free again
        Assert.Equal([3f, 3f], Tensors.ToFloats(x.grad!)); // what the failed pass added is zeros
    }

    [Fact]
    public void Backward_BegunWithoutTheGuard_ComesUpAtItsNextUse()
    {
        var guard = new BackwardGuard();
        Tensor x = torch.ones([2], torch.float32, requires_grad: true);
        Fails.Apply(guard, x).sum().backward();
        Assert.Throws<InvalidDataException>(() => Fails.Apply(guard, x));
        Fails.Apply(guard, x).sum().backward();
        Assert.Throws<InvalidDataException>(() => guard.Backward(x.sum()));
    }

    [Fact]
    public void Backward_SavedTensorChangedInPlace_IsRefused()
    {
        var guard = new BackwardGuard();
        Tensor x = torch.ones([2], torch.float64, requires_grad: true), y = x * 2;
        Tensor z = ScaledProduct.Apply(guard, y, y, y, 1.0);
        y.add_(1);
        Assert.Contains("modified by an inplace operation",
            Assert.Throws<ExternalException>(() => guard.Backward(z.sum())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WithoutGradients_RecordsNothing()
    {
        var guard = new BackwardGuard();
        Tensor x = torch.ones([2], torch.float64);
        Assert.False(ScaledProduct.Apply(guard, x, x, x, 1.0).requires_grad);
        x.requires_grad_();
        using (torch.no_grad())
            Assert.False(ScaledProduct.Apply(guard, x, x, x, 1.0).requires_grad);
        Assert.True(ScaledProduct.Apply(guard, x, x, x, 1.0).requires_grad);
    }

    private static Span<double> Memory(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.bytes);
}
