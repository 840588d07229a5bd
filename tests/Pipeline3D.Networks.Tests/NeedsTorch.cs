namespace Pipeline3D.Networks.Tests;

/// <summary>Tests that need libtorch: loaded before the first tensor, skipped with the reason where it is not to be
/// found, failed where it is found and does not load.</summary>
public abstract class NeedsTorch : IDisposable
{
    private readonly DisposeScope? _scope;

    protected NeedsTorch()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable || TorchRuntime.IsFound, TorchRuntime.WhyUnavailable);
        TorchRuntime.Require();
        _scope = torch.NewDisposeScope();
    }

    /// <summary>Tensors that are held now, without those that other tests left to the collector, which would be freed
    /// while a test counts.</summary>
    internal static long SettledTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchRuntime.LiveTensors;
    }

    public void Dispose()
    {
        _scope?.Dispose();
        GC.SuppressFinalize(this);
    }
}
