using System.Reflection;

namespace Pipeline3D.Kernels;

/// <summary>Loads adapters from assemblies beside the program, so that a build without them runs unchanged.</summary>
public static class DevicePlugin
{
    /// <summary>File name of the GPU adapter.</summary>
    public const string IlgpuFile = "Pipeline3D.Ilgpu.dll";

    /// <summary>The adapters of an assembly.</summary>
    /// <param name="path">Path of the assembly.</param>
    /// <returns>One instance per public provider class, by name; empty when the file does not exist.</returns>
    /// <exception cref="InvalidOperationException">The file is there but holds no provider, or cannot be
    /// loaded.</exception>
    public static IReadOnlyList<IDeviceProvider> Load(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
            return [];
        try
        {
            // Unlike a load context, LoadFrom also finds the adapter's own libraries in its folder.
            Assembly assembly = Assembly.LoadFrom(full);
            IDeviceProvider[] found = [.. assembly.GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false }
                    && type.IsAssignableTo(typeof(IDeviceProvider)) && type.GetConstructor([]) is not null)
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (IDeviceProvider)Activator.CreateInstance(type)!)];
            return found.Length > 0 ? found : throw new InvalidOperationException(
                $"{full} holds no public class that implements {nameof(IDeviceProvider)}; remove it or rebuild it");
        }
        catch (Exception cause) when (cause is BadImageFormatException or FileLoadException or FileNotFoundException
            or TypeLoadException or TargetInvocationException)
        {
            throw new InvalidOperationException(
                $"{full} cannot be loaded as a device adapter: {cause.Message} Remove it or rebuild it.", cause);
        }
    }
}
