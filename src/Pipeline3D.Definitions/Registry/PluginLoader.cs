using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Pipeline3D.Definitions.Registry;

/// <summary>Loads assemblies with other people's blocks.</summary>
/// <remarks>A plugin runs with the rights of the program: load only what you trust. Contracts such as Pipeline3D.Core
/// are the
/// program's own; everything else a plugin brings along is its own and cannot clash with another plugin's.</remarks>
public static class PluginLoader
{
    private const string Contracts = "Pipeline3D.Core";

    /// <summary>Loads one assembly.</summary>
    /// <exception cref="PluginException">The file is missing or no .NET assembly.</exception>
    public static Assembly Load(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new PluginException($"there is no plugin {full}");
        try
        {
            return new PluginContext(full).LoadFromAssemblyPath(full);
        }
        catch (Exception cause) when (cause is BadImageFormatException or FileLoadException)
        {
            throw new PluginException($"{full} is no .NET assembly that this program can load: {cause.Message}", cause);
        }
    }

    /// <summary>Loads every assembly of a plugin folder that was built against the contracts, in ordinal order; a
    /// missing folder holds none.</summary>
    /// <remarks>What plugins bring along, native libraries and copies of the contracts among it, is left
    /// alone.</remarks>
    public static IReadOnlyList<Assembly> LoadFolder(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal).Where(IsPlugin).Select(Load)];

    private static bool IsPlugin(string path)
    {
        string name = Path.GetFileName(path);
        if (name[0] == '.' || name.StartsWith("Pipeline3D.", StringComparison.Ordinal))
            return false;
        using FileStream file = File.OpenRead(path);
        using var image = new PEReader(file);
        try
        {
            if (!image.HasMetadata)
                return false;
            MetadataReader metadata = image.GetMetadataReader();
            return metadata.AssemblyReferences.Any(reference =>
                metadata.GetString(metadata.GetAssemblyReference(reference).Name) == Contracts);
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private sealed class PluginContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            // The contracts must be the very same types on both sides.
            if (name.Name!.StartsWith("Pipeline3D.", StringComparison.Ordinal)
                || Default.Assemblies.Any(known => known.GetName().Name == name.Name))
                return null;
            string? own = _resolver.ResolveAssemblyToPath(name);
            return own is null ? null : LoadFromAssemblyPath(own);
        }
    }
}
