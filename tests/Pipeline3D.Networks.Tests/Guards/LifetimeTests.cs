using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class LifetimeTests : NeedsTorch
{
    private sealed class Doubled : GuardedFunction<Doubled>
    {
        public override string Name => nameof(Doubled);

        protected override Tensor Compute(autograd.AutogradContext context, IReadOnlyList<object> variables)
        {
            context.save_for_backward([(Tensor)variables[0]]);
            return (Tensor)variables[0] * 2;
        }

        protected override IReadOnlyList<Tensor?> Differentiate(autograd.AutogradContext context, Tensor gradient)
            => [gradient * 2];
    }

    [Fact]
    public void LiveTensors_AfterAThousandTrainingSteps_AreThoseOfAfterTheFirst()
    {
        using Linear layer = nn.Linear(8, 4);
        using Adam optimizer = optim.Adam(layer.parameters(), lr: 1e-3, weight_decay: 1e-6);
        Tensor x = torch.randn(16, 8), y = torch.randn(16, 4);
        var guard = new BackwardGuard();
        void Train()
        {
            using DisposeScope scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            guard.Backward(functional.mse_loss(functional.leaky_relu(Doubled.Apply(guard, layer.call(x)), 0.2), y));
            optimizer.step();
        }
        Train();
        // What earlier tests dropped without disposing must not go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = NeedsTorch.SettledTensors();
        for (int i = 0; i < 1000; i++)
            Train();
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Scope_Disposed_TakesWhatWasNotMovedOut()
    {
        Tensor kept, lost;
        using (torch.NewDisposeScope())
        {
            kept = torch.ones(2).MoveToOuterDisposeScope();
            lost = torch.ones(2);
        }
        Assert.False(kept.IsInvalid);
        Assert.True(lost.IsInvalid);
    }

    [Fact]
    public void From_EveryTensor_IsAlignedAsKernelsWantIt()
    {
        for (int i = 0; i < 100; i++)
        {
            Tensor tensor = Tensors.From(new float[7 + i], 7 + i);
            Assert.Equal(0, Address(tensor) % 64);
        }
    }

    [Fact]
    public void From_NumbersThatDoNotFillTheShape_SaysHowMany()
        => Assert.Contains("5 numbers do not fill [2, 3]",
            Assert.Throws<ArgumentException>(() => Tensors.From(new float[5], 2, 3)).Message, StringComparison.Ordinal);

    private static unsafe long Address(Tensor tensor)
    {
        fixed (byte* first = tensor.bytes)
            return (long)first;
    }
}
