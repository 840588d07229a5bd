using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Pipeline3D.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.PointMae;

namespace Pipeline3D.Hosting;

/// <summary>What our own assemblies and those of plug-ins declare together: file formats, dataset layouts, methods,
/// blocks.</summary>
public sealed class PluginSet
{
    private readonly IReadOnlyList<(string Name, Assembly Assembly)> _named;
    private readonly IReadOnlyList<Assembly> _found;

    private PluginSet(IReadOnlyList<Assembly> found, IReadOnlyList<(string Name, Assembly Assembly)> named)
    {
        (_found, _named) = (found, named);
        Assembly[] all = [.. found, .. named.Select(plugin => plugin.Assembly)];
        try
        {
            Formats = all.Aggregate(ScanFormats.Own, (formats, plugin) => formats.Add(plugin));
            Layouts = all.Aggregate(new DatasetLayouts(Formats, typeof(DatasetLayouts).Assembly),
                (layouts, plugin) => layouts.Add(plugin));
        }
        catch (ArgumentException cause)
        {
            throw new PluginException(cause.Message, cause);
        }
        // A constructor of a format or layout, or what its assembly needs.
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new PluginException($"a plug-in among {string.Join(", ", all.Select(a => a.GetName().Name))} failed "
                + $"when its formats and layouts were made: {cause.GetBaseException().Message}", cause);
        }
    }

    /// <summary>The assemblies.</summary>
    public IEnumerable<Assembly> Assemblies => [.. _found, .. _named.Select(plugin => plugin.Assembly)];

    /// <summary>The file formats.</summary>
    public ScanFormats Formats { get; }

    /// <summary>The dataset layouts.</summary>
    public DatasetLayouts Layouts { get; }

    /// <summary>Loads the plug-ins that a program offers: those of its folders, those named, its own
    /// assemblies.</summary>
    /// <exception cref="PluginException">One cannot be loaded, or declares something wrongly.</exception>
    public static PluginSet Load(Pipeline3DOptions options) => new(
        [.. options.PluginFolders.SelectMany(PluginLoader.LoadFolder)],
        [.. options.Plugins.Select(path => (path, PluginLoader.Load(path))),
            .. options.Assemblies.Select(assembly => (assembly.GetName().Name!, assembly))]);

    /// <summary>The blocks.</summary>
    /// <param name="services">What blocks may take in their constructors besides formats and layouts; null = loggers
    /// that write nothing.</param>
    /// <exception cref="PluginException">A block is declared wrongly, two have the same address, or a named plug-in
    /// declares nothing.</exception>
    public BlockRegistry Registry(IServiceProvider? services = null)
    {
        var registry = new BlockRegistry(new Services(this, services ?? Silent()), BlockCatalogue.Derivations(),
            [.. BlockCatalogue.Assemblies]);
        foreach (Assembly plugin in _found)
            registry.Add(plugin);
        foreach ((string name, Assembly plugin) in _named)
            if (registry.Add(plugin) == 0 && new ScanFormats(plugin).All.Count == 0)
                throw new PluginException($"{name} holds no block: mark a public class with [Block(\"room.name\")], "
                    + "[Method(\"name\")], [Layout(\"name\")] or [ScanFormat(\".ext\")]");
        return registry;
    }

    private static ServiceProvider Silent() => new ServiceCollection().AddLogging()
        .AddSingleton<ILogger>(NullLogger.Instance).AddSingleton<ClipShelf>().AddSingleton<PointMaeShelf>()
        .AddSingleton<DinoShelf>().AddSingleton<ResNetShelf>().AddSingleton<EfficientNetShelf>()
        .BuildServiceProvider();

    private sealed class Services(PluginSet plugins, IServiceProvider others) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ScanFormats) ? plugins.Formats
            : serviceType == typeof(DatasetLayouts) ? plugins.Layouts : others.GetService(serviceType);
    }
}
