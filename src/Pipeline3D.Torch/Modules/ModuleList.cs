using System.Collections;
using System.Globalization;

namespace Pipeline3D.Torch.Modules;

/// <summary>Modules under their places, which their holder calls as it likes.</summary>
/// <typeparam name="T">What they are.</typeparam>
public sealed class ModuleList<T> : torch.nn.Module, IReadOnlyList<T> where T : torch.nn.Module
{
    private readonly List<T> _items = [];

    internal ModuleList(IEnumerable<T> modules) : base(nameof(ModuleList<>))
    {
        foreach (T module in modules)
            append(module);
    }

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>One of them.</summary>
    public T this[int index] => _items[index];

    /// <summary>Adds one at the end.</summary>
    public void append(T module)
    {
        register_module(_items.Count.ToString(CultureInfo.InvariantCulture), module);
        _items.Add(module);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
