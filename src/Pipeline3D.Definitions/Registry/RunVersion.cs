using System.Reflection;

namespace Pipeline3D.Definitions.Registry;

/// <summary>Version of what blocks compute, for the identity of runs and the keys of caches.</summary>
internal static class RunVersion
{
    /// <summary>The declared version; for blocks of plug-ins with the build of their assembly, as nobody can be relied
    /// on to raise a number.</summary>
    public static string Of(BlockType type)
    {
        Assembly assembly = type.Declaration.Assembly;
        bool isOwn = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(
            mark => mark.Key == "Pipeline3D.Room");
        return isOwn ? $"{type.Version}" : $"{type.Version}+{assembly.ManifestModule.ModuleVersionId:N}";
    }
}
