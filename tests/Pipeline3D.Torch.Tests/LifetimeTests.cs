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
        // What earlier tests dropped without disposing must not go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
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
    public void DroppedTensors_OfFourGigabytes_AreCollectedOnTheWay()
    {
        using DisposeScope outside = torch.NewDisposeScope();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        long before = process.WorkingSet64, largest = 0;
        for (int i = 0; i < 4000; i++)
        {
            torch.ones(1 << 18).DetachFromDisposeScope();
            if (i % 50 == 0)
            {
                process.Refresh();
                largest = Math.Max(largest, process.WorkingSet64 - before);
            }
        }
        Assert.InRange(largest, long.MinValue, 1_500_000_000);
    }

    [Fact]
    public void Scope_ClosedBeforeAnInnerOne_SaysSo()
    {
        DisposeScope outer = torch.NewDisposeScope(), inner = torch.NewDisposeScope();
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void FromBuffer_OfAPart_IsThatMemory()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        Tensor part = torch.frombuffer(values, torch.float32, count: 4, offset: 1).view(2, 2);
        part.add_(10);
        Assert.Equal([1f, 12f, 13f, 14f, 15f, 6f], values);
        Assert.Throws<ArgumentException>(() => torch.frombuffer(values, torch.float32, count: 6, offset: 1));
        Assert.Throws<ArgumentException>(() => torch.frombuffer(values, torch.int64));
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
