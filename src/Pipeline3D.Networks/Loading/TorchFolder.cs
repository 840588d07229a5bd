namespace Pipeline3D.Networks.Loading;

/// <summary>Where libtorch and its .NET binding lie.</summary>
/// <param name="Path">The folder with libtorch_cpu.so.</param>
/// <param name="Binding">libLibTorchSharp.so.</param>
/// <param name="Version">Version of libtorch; empty where nothing beside it says so.</param>
internal sealed record TorchFolder(string Path, string Binding, string Version)
{
    internal const string Variable = "PIPELINE3D_LIBTORCH", BindingFile = "libLibTorchSharp.so",
        MainFile = "libtorch_cpu.so";

    internal const string LibtorchVersion = "2.10.0", TorchSharpVersion = "0.107.0";

    /// <summary>Finds them: the folder of the environment variable, else <c>torch</c> beside the program, else the
    /// package folder.</summary>
    /// <param name="variable">Value of the environment variable; null or empty when it is not set.</param>
    /// <param name="program">Folder of the program.</param>
    /// <param name="packages">NuGet's package folder.</param>
    /// <param name="problem">Which folders were looked at and what to do, when nothing is found.</param>
    public static TorchFolder? Find(string? variable, string program, string packages, out string problem)
    {
        string beside = System.IO.Path.Combine(program, "torch");
        string package = System.IO.Path.Combine(packages, "libtorch-cpu-linux-x64", LibtorchVersion, "runtimes",
            "linux-x64", "native");
        string bindingPackage = System.IO.Path.Combine(packages, "torchsharp", TorchSharpVersion, "runtimes",
            "linux-x64", "native");
        string[] candidates = string.IsNullOrEmpty(variable) ? [beside, package] : [variable];
        string? found = candidates.FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, MainFile)));
        string? binding = new[] { found ?? "", beside, bindingPackage }
            .Select(folder => System.IO.Path.Combine(folder, BindingFile)).FirstOrDefault(File.Exists);
        problem = found is null
            ? $"{MainFile} is in none of {string.Join(", ", candidates)}"
                + (candidates.Length == 1 ? $" (from {Variable})" : "") + $"; {Advice}"
            : binding is null ? $"{BindingFile} is in none of {found}, {beside}, {bindingPackage}; {Advice}" : "";
        return found is null || binding is null ? null
            : new TorchFolder(found, binding, found == package ? LibtorchVersion : VersionBeside(found));
    }

    internal static string Advice => $"restore the package libtorch-cpu-linux-x64 {LibtorchVersion}, publish with "
        + $"-p:WithTorch=true, or set {Variable} to the folder of a libtorch {LibtorchVersion}";

    // libtorch's archives have build-version above lib, PyTorch's wheels version.py; published programs have VERSION.
    private static string VersionBeside(string folder)
    {
        string above = System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(folder)) ?? folder;
        foreach (string file in new[] { System.IO.Path.Combine(folder, "VERSION"),
            System.IO.Path.Combine(above, "build-version"), System.IO.Path.Combine(above, "version.py") })
            if (File.Exists(file))
            {
                bool isPython = file.EndsWith(".py", StringComparison.Ordinal);
                string? line = File.ReadLines(file).FirstOrDefault(line => !isPython
                    || line.StartsWith("__version__", StringComparison.Ordinal));
                return (line ?? "").Split('=')[^1].Trim(' ', '\'', '"');
            }
        return "";
    }
}
