using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline3D.Hosting.Running;

/// <summary>What must be the same in processes that compute one run together: the program and its plug-ins, to the
/// byte.</summary>
internal static class BuildIdentity
{
    /// <summary>The version, with a hash of the code of the program's rooms and of the plug-ins.</summary>
    /// <param name="plugins">The assemblies of plug-ins.</param>
    public static string Of(IEnumerable<Assembly> plugins)
    {
        string folder = Path.GetDirectoryName(typeof(BuildIdentity).Assembly.Location) ?? "";
        IEnumerable<string> own = Directory.Exists(folder) && folder.Length > 0
            ? Directory.EnumerateFiles(folder, "Pipeline3D.*.dll").Where(IsRoom).Order(StringComparer.Ordinal)
                .Select(path => Named(Assembly.Load(AssemblyName.GetAssemblyName(path))))
            : [Named(typeof(BuildIdentity).Assembly)];
        string all = string.Join('\n', own.Concat(plugins.Select(Named).Order(StringComparer.Ordinal)));
        return $"{RunIdentity.Program.Split('+')[0]}-"
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..12];
    }

    // Those that lie beside the program and decide nothing.
    private static bool IsRoom(string path) => Path.GetFileNameWithoutExtension(path)
        is not ("Pipeline3D.Testing" or "Pipeline3D.TestSupport") and var name
        && !name.EndsWith(".Tests", StringComparison.Ordinal);

    private static string Named(Assembly assembly)
        => $"{assembly.GetName().Name} {assembly.ManifestModule.ModuleVersionId}";
}
