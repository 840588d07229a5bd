using System.Reflection;

namespace Pipeline3D.Hosting;

/// <summary>Which blocks a program offers to pipelines, besides the project's own.</summary>
public sealed class Pipeline3DOptions
{
    private readonly List<Assembly> _assemblies = [];
    private readonly List<string> _plugins = [];
    private readonly List<string> _folders = [];

    /// <summary>The assemblies that were added.</summary>
    public IReadOnlyList<Assembly> Assemblies => _assemblies;

    /// <summary>Paths of the plug-ins that were added.</summary>
    public IReadOnlyList<string> Plugins => _plugins;

    /// <summary>Folders of plug-ins that were added.</summary>
    public IReadOnlyList<string> PluginFolders => _folders;

    /// <summary>Adds the blocks of an assembly that the program has loaded. An assembly that is added twice counts
    /// once.</summary>
    public Pipeline3DOptions AddBlocks(Assembly assembly)
    {
        if (!_assemblies.Contains(assembly))
            _assemblies.Add(assembly);
        return this;
    }

    /// <summary>Adds a plug-in: an assembly with blocks, loaded when the first pipeline is. It runs with the rights of
    /// the program. One that is added twice counts once.</summary>
    /// <param name="path">Path of the assembly.</param>
    public Pipeline3DOptions AddPlugin(string path)
    {
        if (!_plugins.Exists(known => Path.GetFullPath(known) == Path.GetFullPath(path)))
            _plugins.Add(path);
        return this;
    }

    /// <summary>Adds all plug-ins that lie in a folder; none when there is no such folder.</summary>
    /// <param name="folder">The folder.</param>
    public Pipeline3DOptions AddPluginFolder(string folder)
    {
        _folders.Add(folder);
        return this;
    }

    /// <summary>The same with further plug-ins.</summary>
    internal Pipeline3DOptions With(IReadOnlyList<string> plugins)
    {
        var all = new Pipeline3DOptions();
        _assemblies.ForEach(assembly => all.AddBlocks(assembly));
        _folders.ForEach(folder => all.AddPluginFolder(folder));
        foreach (string path in _plugins.Concat(plugins))
            all.AddPlugin(path);
        return all;
    }
}
