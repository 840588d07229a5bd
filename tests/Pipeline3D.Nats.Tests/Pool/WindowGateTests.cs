using Pipeline3D.Nats.Pool;

namespace Pipeline3D.Nats.Tests.Pool;

/// <summary>So many inside at once, in the order of coming.</summary>
public sealed class WindowGateTests
{
    [Fact]
    public async Task EnterAsync_Full_WaitsInOrderUntilSomebodyLeavesOrTheLimitGrows()
    {
        var gate = new WindowGate(1);
        CancellationToken stop = TestContext.Current.CancellationToken;
        await gate.EnterAsync(stop);
        Task second = gate.EnterAsync(stop), third = gate.EnterAsync(stop), fourth = gate.EnterAsync(stop);
        Assert.True(gate.IsFull);
        Assert.False(second.IsCompleted);

        gate.Leave();
        await second;
        Assert.False(third.IsCompleted);
        gate.Limit = 3;
        await third;
        await fourth;
        Assert.False(gate.IsFull);
    }

    [Fact]
    public async Task EnterAsync_GivenUp_TakesNoPlace()
    {
        var gate = new WindowGate(1);
        CancellationToken stop = TestContext.Current.CancellationToken;
        await gate.EnterAsync(stop);
        using var impatient = new CancellationTokenSource();
        Task gone = gate.EnterAsync(impatient.Token), next = gate.EnterAsync(stop);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        gate.Leave();
        await next;
        gate.Leave();
        await gate.EnterAsync(stop);
    }
}
