using TorchSharp;

namespace Pipeline3D.Networks;

/// <summary>Base of this project's networks of one input: libtorch is loaded before the first layer is made.</summary>
/// <param name="name">Its name in errors.</param>
/// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
public abstract class Network<TInput, TOutput>(string name) : torch.nn.Module<TInput, TOutput>(Loaded.Then(name));

/// <summary>Base of this project's networks of two inputs.</summary>
/// <inheritdoc cref="Network{TInput, TOutput}"/>
public abstract class Network<TFirst, TSecond, TOutput>(string name)
    : torch.nn.Module<TFirst, TSecond, TOutput>(Loaded.Then(name));

/// <summary>Base of this project's networks of three inputs.</summary>
/// <inheritdoc cref="Network{TInput, TOutput}"/>
public abstract class Network<TFirst, TSecond, TThird, TOutput>(string name)
    : torch.nn.Module<TFirst, TSecond, TThird, TOutput>(Loaded.Then(name));

// Arguments of a base constructor are the one place that comes before it.
file static class Loaded
{
    public static string Then(string name)
    {
        TorchRuntime.Require();
        return name;
    }
}
