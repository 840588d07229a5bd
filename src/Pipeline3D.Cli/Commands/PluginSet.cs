using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline3D.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Definitions;

namespace Pipeline3D.Cli;

/// <summary>What our own assemblies and those of plug-ins declare together: file formats, dataset layouts,
/// blocks.</summary>
internal sealed class PluginSet
{
    private readonly IReadOnlyList<Assembly> _folder;
    private readonly IReadOnlyList<(string Path, Assembly Assembly)> _named;

    private PluginSet(IReadOnlyList<Assembly> folder, IReadOnlyList<(string Path, Assembly Assembly)> named)
    {
        (_folder, _named, Formats, Layouts) = (folder, named, ScanFormats.Own, DatasetLayouts.Own);
        Assembly[] all = [.. folder, .. named.Select(plugin => plugin.Assembly)];
        try
        {
            Formats = all.Aggregate(Formats, (formats, plugin) => formats.Add(plugin));
            Layouts = all.Aggregate(new DatasetLayouts(Formats, typeof(DatasetLayouts).Assembly),
                (layouts, plugin) => layouts.Add(plugin));
        }
        catch (ArgumentException cause)
        {
            throw new PluginException(cause.Message, cause);
        }
    }

    /// <summary>The file formats.</summary>
    public ScanFormats Formats { get; }

    /// <summary>The dataset layouts.</summary>
    public DatasetLayouts Layouts { get; }

    /// <summary>Loads the plug-ins of the folder beside the program and those named.</summary>
    /// <exception cref="PluginException">One cannot be loaded, or declares something wrongly.</exception>
    public static PluginSet Load(IReadOnlyList<string> named) => new(
        PluginLoader.LoadFolder(Path.Combine(AppContext.BaseDirectory, "plugins")),
        [.. named.Select(path => (path, PluginLoader.Load(path)))]);

    /// <summary>The blocks; their services are the formats and the layouts.</summary>
    /// <exception cref="PluginException">A block is declared wrongly, or a named plug-in declares nothing.</exception>
    public BlockRegistry Registry()
    {
        var registry = new BlockRegistry(Services(), BlockCatalogue.Derivations(), [.. BlockCatalogue.Assemblies]);
        foreach (Assembly plugin in _folder)
            registry.Add(plugin);
        foreach ((string path, Assembly plugin) in _named)
            if (registry.Add(plugin) == 0 && new ScanFormats(plugin).All.Count == 0)
                throw new PluginException($"{path} holds no block: mark a public class with [Block(\"room.name\")], "
                    + "[Layout(\"name\")] or [ScanFormat(\".ext\")]");
        return registry;
    }

    private ServiceProvider Services() => new ServiceCollection().AddLogging()
        .AddSingleton<ILogger>(NullLogger.Instance).AddSingleton(Formats).AddSingleton(Layouts).BuildServiceProvider();
}
