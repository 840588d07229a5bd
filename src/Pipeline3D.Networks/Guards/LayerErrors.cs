using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>Says which layer of a network an error of libtorch comes from, and what that layer was given.</summary>
/// <remarks>Hooks note which layer runs; they stay until this is disposed. Layers of one to three inputs are known,
/// others count as part of the layer around them. Cost: some 100 ns for each layer. Safe for concurrent use.</remarks>
public sealed class LayerErrors : IDisposable
{
    private readonly string _name;
    private readonly List<Action> _removals = [];
    private readonly ThreadLocal<Stack<(string Path, Tensor? Input)>> _running = new(() => new());

    /// <summary>Watches a network.</summary>
    /// <param name="network">The network with all its layers made.</param>
    /// <param name="name">Its name in errors.</param>
    public LayerErrors(nn.Module network, string name)
    {
        _name = name;
        Watch(network, name);
        foreach ((string path, nn.Module layer) in network.named_modules())
            if (path.Length > 0)
                Watch(layer, $"{name}.{path}");
    }

    /// <summary>Runs the network.</summary>
    /// <param name="call">A call of the network.</param>
    /// <exception cref="NetworkException">What libtorch or a layer's own check refused, with the layer.</exception>
    public T Run<T>(Func<T> call)
    {
        Stack<(string Path, Tensor? Input)> running = _running.Value!;
        int before = running.Count;
        try
        {
            return call();
        }
        catch (Exception cause) when (cause is ExternalException or ArgumentException or InvalidOperationException)
        {
            (string path, Tensor? input) = running.Count > before ? running.Peek() : (_name, null);
            throw new NetworkException(path, input is null ? "" : TensorText.Of(input), cause);
        }
        finally
        {
            while (running.Count > before)
                running.Pop();
        }
    }

    /// <summary>Takes the hooks away.</summary>
    public void Dispose()
    {
        _removals.ForEach(remove => remove());
        _removals.Clear();
        _running.Dispose();
    }

    private void Watch(nn.Module layer, string path)
    {
        switch (layer)
        {
            case nn.Module<Tensor, Tensor> one:
                Remember(one.register_forward_pre_hook((_, input) => Enter(path, input)),
                    one.register_forward_hook((_, _, output) => Leave(output)));
                break;
            case nn.Module<Tensor, Tensor, Tensor> two:
                Remember(two.register_forward_pre_hook((_, first, second) => (Enter(path, first), second)),
                    two.register_forward_hook((_, _, _, output) => Leave(output)));
                break;
            case nn.Module<Tensor, Tensor, Tensor, Tensor> three:
                Remember(
                    three.register_forward_pre_hook((_, first, second, third) => (Enter(path, first), second, third)),
                    three.register_forward_hook((_, _, _, _, output) => Leave(output)));
                break;
        }
    }

    private void Remember<TPre, TPost>(nn.HookableModule<TPre, TPost>.HookRemover pre,
        nn.HookableModule<TPre, TPost>.HookRemover post)
    {
        _removals.Add(pre.remove);
        _removals.Add(post.remove);
    }

    private Tensor Enter(string path, Tensor input)
    {
        _running.Value!.Push((path, input));
        return input;
    }

    private Tensor Leave(Tensor output)
    {
        _running.Value!.Pop();
        return output;
    }
}
