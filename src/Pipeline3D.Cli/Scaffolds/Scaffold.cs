using System.Reflection;
using System.Security;

namespace Pipeline3D.Cli.Scaffolds;

/// <summary>Files that begin something of a user's own: a plug-in, its tests, a pipeline that uses it.</summary>
/// <remarks>They are built against the assemblies of the program that wrote them; another folder can be given by
/// <c>-p:Pipeline3D=DIR</c>.</remarks>
internal abstract class Scaffold(string word, string pascal)
{
    /// <summary>Its name in files and commands.</summary>
    public string Word => word;

    /// <summary>Name of the plug-in's project and namespace.</summary>
    protected string Plugin => $"{pascal}Plugin";

    /// <summary>Paths below the folder, and the template of each.</summary>
    protected abstract IReadOnlyList<(string Path, string Template)> Files { get; }

    /// <summary>Writes the files into a missing or empty folder.</summary>
    /// <returns>Their paths below the folder.</returns>
    /// <exception cref="UsageException">Something is there already.</exception>
    public IReadOnlyList<string> Write(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new UsageException($"{folder} is there already and is not empty; nothing was written. Give another "
                + "folder by --out");
        foreach ((string path, string template) in Files)
        {
            string target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, Filled(Template(template)));
        }
        return [.. Files.Select(file => file.Path)];
    }

    /// <summary>What to type next.</summary>
    public string NextSteps(string folder)
    {
        string plugin = Path.Combine(folder, Plugin), pipeline = Path.Combine(folder, $"{word}.yaml"),
            built = Path.Combine(plugin, "bin", "Release", "net10.0", $"{Plugin}.dll");
        return $"""

            Next:
              dotnet test {plugin}.Tests
              dotnet build -c Release {plugin}
              pipeline3d run {pipeline} --set data=DIR --plugin {built}
            """;
    }

    /// <summary>A template with its places filled.</summary>
    protected virtual string Filled(string template) => template
        .Replace("@Program@", SecurityElement.Escape(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
            StringComparison.Ordinal)
        .Replace("@Plugin@", Plugin, StringComparison.Ordinal)
        .Replace("@Word@", word, StringComparison.Ordinal);

    private static string Template(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Scaffold.{name}")
            ?? throw new InvalidOperationException($"the program lacks its template {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
