using System.Reflection;
using Pipeline3D.Blocks;
using Pipeline3D.Definitions;

namespace Pipeline3D.Hosting;

/// <summary>Makes the registry of all blocks that a program offers to pipelines.</summary>
public static class Registries
{
    /// <summary>Our own blocks, those of the folders of plug-ins, those of the plug-ins named, and those of the
    /// assemblies, in this order.</summary>
    /// <param name="options">What there is besides our own blocks.</param>
    /// <param name="services">What blocks may take in their constructors; null = loggers that write nothing.</param>
    /// <exception cref="PluginException">A plug-in cannot be loaded or holds no block, or two blocks have the same
    /// address.</exception>
    public static BlockRegistry Make(Pipeline3DOptions options, IServiceProvider? services = null)
    {
        var registry = new BlockRegistry(services, BlockCatalogue.Derivations(), [.. BlockCatalogue.Assemblies]);
        foreach (Assembly plugin in options.PluginFolders.SelectMany(PluginLoader.LoadFolder))
            registry.Add(plugin);
        foreach (string path in options.Plugins)
            Add(registry, PluginLoader.Load(path), path);
        foreach (Assembly assembly in options.Assemblies)
            Add(registry, assembly, assembly.GetName().Name!);
        return registry;
    }

    private static void Add(BlockRegistry registry, Assembly assembly, string name)
    {
        if (registry.Add(assembly) == 0)
            throw new PluginException($"{name} holds no block: mark a public class with [Block(\"room.name\")]");
    }
}
