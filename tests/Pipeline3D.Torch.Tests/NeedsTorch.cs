namespace Pipeline3D.Torch.Tests;

/// <summary>Tests that need libtorch: where it is absent they skip and say why.</summary>
public abstract class NeedsTorch : IDisposable
{
    private readonly DisposeScope? _scope;

    protected NeedsTorch()
    {
        if (!TorchRuntime.IsAvailable)
            Assert.Skip(TorchRuntime.WhyUnavailable);
        _scope = torch.NewDisposeScope();
    }

    public void Dispose()
    {
        _scope?.Dispose();
        GC.SuppressFinalize(this);
    }
}
