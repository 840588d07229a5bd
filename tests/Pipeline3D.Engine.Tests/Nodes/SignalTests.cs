using Pipeline3D.Engine.Nodes;

namespace Pipeline3D.Engine.Tests.Nodes;

/// <summary>A signal that is waited for again and again.</summary>
public sealed class SignalTests
{
    [Fact]
    public async Task WaitAsync_SetBeforeOrAfter_EndsEveryWait()
    {
        var signal = new Signal();
        for (int i = 0; i < 2000; i++)
        {
            signal.Reset();
            Task? setter = i % 2 == 0 ? Task.Run(signal.Set, TestContext.Current.CancellationToken) : null;
            if (setter is null)
                signal.Set();
            await signal.WaitAsync();
            if (setter is not null)
                await setter;
        }
        Assert.True(signal.WaitAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Set_Twice_EndsOneWait()
    {
        var signal = new Signal();
        signal.Set();
        signal.Reset();
        Task wait = signal.WaitAsync().AsTask();
        Assert.False(wait.IsCompleted);

        signal.Set();
        signal.Set();

        await wait;
        signal.Reset();
        Assert.False(signal.WaitAsync().AsTask().IsCompleted);
    }
}
