using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class DeviceLaneTests : NeedsTorch
{
    [Fact]
    public async Task RunAsync_FromManyTasks_OneIsInsideAtATime()
    {
        using var lane = new DeviceLane("cpu", 1);
        int inside = 0, most = 0;
        float[] sums = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => lane.RunAsync(device =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            using DisposeScope scope = torch.NewDisposeScope();
            float sum = torch.full([64, 64], (float)i, device: device).mm(torch.ones(64, 1)).sum().item<float>();
            Interlocked.Decrement(ref inside);
            return sum;
        }, TestContext.Current.CancellationToken))));
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i * 4096f), sums);
    }

    [Fact]
    public async Task RunAsync_InTheLane_ThreadsAreTheLanes()
    {
        int before = torch.get_num_threads();
        using var lane = new DeviceLane("cpu", 1);
        Assert.Equal(1, await lane.RunAsync(_ => torch.get_num_threads(), TestContext.Current.CancellationToken));
        Assert.Equal(before, torch.get_num_threads());
    }

    [Fact]
    public async Task RunAsync_WorkThatThrows_LeavesTheLaneFree()
    {
        using var lane = new DeviceLane("cpu", 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => lane.RunAsync<int>(
            _ => throw new InvalidDataException(), TestContext.Current.CancellationToken));
        Assert.Equal(3, await lane.RunAsync(_ => 3, TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => lane.RunAsync(_ => 3, new CancellationToken(true)));
    }
}
