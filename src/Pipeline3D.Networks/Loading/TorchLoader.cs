using System.Runtime.Loader;
using TorchSharp;

namespace Pipeline3D.Networks.Loading;

/// <summary>Loads libtorch and its .NET binding by their paths, before anything looks for them by name.</summary>
/// <remarks>By name the first use of a tensor would find whatever libtorch the system has, which crashes when it is of
/// another version. Loaded here, the names resolve to these files.</remarks>
internal static class TorchLoader
{
    // Built with a newer compiler than stable distributions have; the one symbol of that version is a marker.
    internal const string MarkedVersion = "GLIBCXX_3.4.32";

    // Turns that a thread of an operator waits awake for the others, before it sleeps: some ten microseconds.
    private const string SpinVariable = "GOMP_SPINCOUNT", Spins = "10000";

    /// <summary>Loads; null when tensors work, else one sentence why they do not.</summary>
    public static string? Load(TorchFolder folder)
    {
        if (folder.Version.Length > 0 && !folder.Version.StartsWith(Series, StringComparison.Ordinal))
            return $"libtorch in {folder.Path} is version {folder.Version}, {TorchFolder.BindingFile} was built for "
                + $"{TorchFolder.LibtorchVersion}; {TorchFolder.Advice}";
        // libgomp's own default is milliseconds: wherever other work has the cores as well, threads then take from
        // each other what they wait for.
        SharedLibrary.SetUnlessSet(SpinVariable, Spins);
        foreach (string file in (string[])
            ["libc10.so", TorchFolder.MainFile, "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"])
        {
            string path = Path.Combine(folder.Path, file);
            if (File.Exists(path) && SharedLibrary.Load(path, out string problem) == 0)
                return $"{path} does not load ({problem}); {TorchFolder.Advice}";
        }
        nint binding = LoadBinding(folder.Binding, out string reason);
        if (binding == 0)
            return $"{folder.Binding} does not load against libtorch in {folder.Path}, so that is of another version "
                + $"than {TorchFolder.LibtorchVersion} or something else is missing ({reason}); {TorchFolder.Advice}";
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)
            ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (_, name) => name == "LibTorchSharp" ? binding : 0;
        return null;
    }

    /// <summary>The binding with <see cref="MarkedVersion"/> wanted instead of needed.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or really uses something of that
    /// version.</exception>
    internal static byte[] Weakened(byte[] file)
    {
        var image = new ElfImage(file);
        VersionNeed[] needs = [.. VersionNeed.Of(image).Where(need => need.Version == MarkedVersion)];
        if (needs.Length != 1)
            throw new InvalidDataException(
                $"it needs {MarkedVersion} {needs.Length} times instead of once, so something else is missing");
        VersionNeed need = needs[0];
        IReadOnlyList<string> used = need.UsedBy(image);
        return used.Count == 0 ? need.Weakened(file) : throw new InvalidDataException(
            $"it uses {string.Join(", ", used)} of {MarkedVersion}, which this system's {need.Library} lacks");
    }

    private static string Series => TorchFolder.LibtorchVersion[..(TorchFolder.LibtorchVersion.LastIndexOf('.') + 1)];

    private static nint LoadBinding(string path, out string problem)
    {
        nint whole = SharedLibrary.Load(path, out problem);
        if (whole != 0 || !problem.Contains(MarkedVersion, StringComparison.Ordinal))
            return whole;
        try
        {
            return SharedLibrary.Load(Weakened(File.ReadAllBytes(path)), TorchFolder.BindingFile, out problem);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException or OverflowException)
        {
            problem = cause.Message;
            return 0;
        }
    }
}
