using System.Reflection;
using Pipeline3D.Core;

namespace Pipeline3D.Definitions;

/// <summary>All kinds of block that pipeline files can use.</summary>
public sealed class BlockRegistry
{
    private readonly SortedDictionary<string, BlockType> _types = new(StringComparer.Ordinal);

    /// <summary>Reads the blocks of some assemblies: every public class with a <see cref="BlockAttribute"/>.</summary>
    /// <exception cref="PluginException">A block is declared wrongly, or two have the same address.</exception>
    public BlockRegistry(params ReadOnlySpan<Assembly> assemblies)
    {
        foreach (Assembly assembly in assemblies)
            Add(assembly);
    }

    /// <summary>The kinds by address, sorted.</summary>
    public IReadOnlyCollection<BlockType> Types => _types.Values;

    /// <summary>The kind at an address; null when there is none.</summary>
    public BlockType? Find(string id) => _types.GetValueOrDefault(id);

    /// <summary>The address nearest to what was written; null when none is near.</summary>
    public string? Nearest(string id) => NearestName.Of(id, _types.Keys);

    /// <summary>Adds the blocks of a plugin.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="PluginException">A block is declared wrongly, or two have the same address.</exception>
    public int Add(Assembly assembly)
    {
        var docs = new DocComments(assembly);
        int added = 0;
        foreach (Type type in assembly.GetExportedTypes().Where(type => !type.IsAbstract))
        {
            if (type.GetCustomAttribute<BlockAttribute>() is not { } attribute)
                continue;
            var block = new BlockType(type, attribute, docs);
            if (!_types.TryAdd(block.Id, block))
                throw new PluginException($"the address '{block.Id}' is taken by {_types[block.Id].Type.FullName} "
                    + $"({_types[block.Id].Type.Assembly.GetName().Name}); {type.FullName} needs another one");
            added++;
        }
        return added;
    }
}
