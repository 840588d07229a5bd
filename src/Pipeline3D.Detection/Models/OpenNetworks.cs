using System.Collections.Concurrent;

namespace Pipeline3D.Detection.Models;

/// <summary>Networks that are open, one copy of each, until it is disposed.</summary>
/// <remarks>Safe for concurrent use. One is loaded at a time, so that none is loaded twice; a failure is not kept.
/// </remarks>
/// <param name="load">Loads a network.</param>
internal sealed class OpenNetworks<TKey, TNetwork>(Func<TKey, TNetwork> load) : IDisposable
    where TKey : notnull where TNetwork : IDisposable
{
    private readonly ConcurrentDictionary<TKey, TNetwork> _open = new();
    private readonly Lock _opening = new();

    /// <summary>The network of a key, loaded when it is first asked for.</summary>
    public TNetwork Open(TKey key)
    {
        if (_open.TryGetValue(key, out TNetwork? open))
            return open;
        lock (_opening)
            return _open.GetOrAdd(key, load);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TNetwork network in _open.Values)
            network.Dispose();
        _open.Clear();
    }
}
