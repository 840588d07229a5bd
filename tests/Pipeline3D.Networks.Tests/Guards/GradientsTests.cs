using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class GradientsTests : NeedsTorch
{
    [Fact]
    public void Of_LeavesAndOthers_AreThoseOfTorchAndNothingIsKept()
    {
        Tensor a = torch.tensor([2.0], requires_grad: true), b = torch.tensor([5.0], requires_grad: true), c = a * b;
        a.grad = torch.tensor([7.0]);
        IReadOnlyList<Tensor?> found = Gradients.Of(new BackwardGuard(), [(c * c).sum()], [a, b, c], retainGraph: true);
        Assert.Equal([100.0, 40.0, 20.0], found.Select(gradient => gradient!.item<double>()));
        Assert.Equal(7.0, a.grad!.item<double>());
        Assert.Null(b.grad);
    }

    [Fact]
    public void Of_AnInputThatNothingDependsOn_IsNull()
    {
        Tensor a = torch.tensor([2.0], requires_grad: true), b = torch.tensor([5.0], requires_grad: true);
        Assert.Null(Gradients.Of(new BackwardGuard(), [(a * a).sum()], [b])[0]);
    }

    [Fact]
    public void Of_AGradient_IsTheSecondDerivative()
    {
        Tensor x = torch.tensor([3.0], requires_grad: true);
        Tensor first = Gradients.Of(new BackwardGuard(), [(x * x * x).sum()], [x], createGraph: true)[0]!;
        Assert.Equal(27.0, first.item<double>());
        Assert.Equal(18.0, Gradients.Of(new BackwardGuard(), [first.sum()], [x])[0]!.item<double>());
    }

    [Fact]
    public void Max_AlongAnAxis_IsTheRunningOne()
    {
        Tensor x = Tensors.From([1f, 3f, 2f, 5f, 4f, 9f], 2, 3);
        Assert.Equal([1f, 3f, 3f, 5f, 5f, 9f], Tensors.ToFloats(RunningExtremes.Max(x, -1).Values));
        Assert.Equal([1f, 3f, 2f, 1f, 3f, 2f], Tensors.ToFloats(RunningExtremes.Min(x, 0).Values));
    }
}
