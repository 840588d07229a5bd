using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>The tensors of a model under OpenAI's names, all float32 and frozen.</summary>
internal sealed class ClipTensors : IDisposable
{
    private readonly Dictionary<string, Tensor> _byName = new(StringComparer.Ordinal);

    public Tensor this[string name] => _byName[name];

    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>The names in ordinal order.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Takes a tensor over.</summary>
    public void Add(string name, Tensor tensor) => _byName.Add(name, tensor.DetachFromDisposeScope());

    /// <summary>Moves everything to a device; the copies that stay behind are freed one by one.</summary>
    public void Move(Device device)
    {
        foreach (string name in _byName.Keys.ToArray())
        {
            Tensor here = _byName[name], there = here.to(device).DetachFromDisposeScope();
            if (ReferenceEquals(here, there))
                continue;
            _byName[name] = there;
            here.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _byName.Values)
            tensor.Dispose();
        _byName.Clear();
    }
}
