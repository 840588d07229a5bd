namespace Pipeline3D.Blocks.Tests.Support;

/// <summary>A program that registered nothing.</summary>
internal sealed class NoServices : IServiceProvider
{
    public object? GetService(Type serviceType) => null;
}
