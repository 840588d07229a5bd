namespace Pipeline3D.Torch.Tests;

public sealed class LifetimeTests : NeedsTorch
{
    private sealed class Doubled : torch.autograd.SingleTensorFunction<Doubled>
    {
        public override string Name => nameof(Doubled);

        public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor?> backward(torch.autograd.AutogradContext ctx, List<Tensor?> grad_outputs) =>
            [grad_outputs[0]! * 2];
    }

    [Fact]
    public void LiveHandles_AfterAThousandTrainingSteps_AreThoseOfAfterTheFirst()
    {
        using Linear layer = torch.nn.Linear(8, 4);
        using Adam optimizer = torch.optim.Adam(layer.parameters(), lr: 1e-3, weight_decay: 1e-6);
        Tensor x = torch.randn(16, 8), y = torch.randn(16, 4);
        void Train()
        {
            using DisposeScope scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            Tensor output = torch.nn.functional.leaky_relu(Doubled.apply(layer.call(x)), 0.2);
            torch.nn.functional.mse_loss(output, y).backward();
            optimizer.step();
        }
        Train();
        long before = TorchRuntime.LiveHandles;
        for (int i = 0; i < 1000; i++)
            Train();
        Assert.Equal(before, TorchRuntime.LiveHandles);
    }

    [Fact]
    public void Scope_Disposed_TakesWhatWasNotMovedOut()
    {
        Tensor kept, lost, detached;
        using (torch.NewDisposeScope())
        {
            kept = torch.ones(2).MoveToOuterDisposeScope();
            detached = torch.ones(2).DetachFromDisposeScope();
            lost = torch.ones(2);
        }
        Assert.False(kept.IsInvalid);
        Assert.True(lost.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lost.shape);
    }

    [Fact]
    public void Over_AnArray_SeesItsChangesAndLetsItGo()
    {
        float[] values = [1, 2, 3, 4];
        Tensor over = torch.over(values, [2, 2]);
        values[3] = 9;
        Assert.Equal(9, over[1, 1].item<float>());
        over.mul_(2);
        Assert.Equal([2f, 4f, 6f, 18f], values);
        Tensor view = over.t();
        over.Dispose();
        Assert.Equal([2f, 6f, 4f, 18f], view.data<float>().ToArray());
    }
}
