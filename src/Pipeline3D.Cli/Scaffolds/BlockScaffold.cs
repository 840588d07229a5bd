using System.Reflection;
using System.Security;

namespace Pipeline3D.Cli.Scaffolds;

/// <summary>The files that begin a block: projects, block, options, test, pipeline.</summary>
/// <remarks>They are built against the assemblies of the program that wrote them; another folder can be given by
/// <c>-p:Pipeline3D=DIR</c>.</remarks>
internal sealed class BlockScaffold(ScaffoldName name, ScaffoldKind kind)
{
    /// <summary>The block's name.</summary>
    public ScaffoldName Name => name;

    private string Plugin => $"{name.Pascal}Plugin";

    // own.far-filter becomes FarFilter, not FarFilterFilter.
    private string Class => name.Pascal.EndsWith(Suffix, StringComparison.Ordinal) ? name.Pascal : name.Pascal + Suffix;

    private string Suffix => kind == ScaffoldKind.Transform ? "Block" : $"{kind}";

    /// <summary>Writes the files into a missing or empty folder.</summary>
    /// <returns>Their paths below the folder.</returns>
    /// <exception cref="UsageException">Something is there already.</exception>
    public IReadOnlyList<string> Write(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new UsageException($"{folder} is there already and is not empty; nothing was written. Give another "
                + "folder by --out");
        (string Path, string Template)[] files =
        [
            ("Directory.Build.props", "Props"),
            ($"{Plugin}/{Plugin}.csproj", "Plugin"),
            ($"{Plugin}/{Class}.cs", $"{kind}"),
            ($"{Plugin}/{Class}Options.cs", $"{kind}Options"),
            ($"{Plugin}.Tests/{Plugin}.Tests.csproj", "Tests"),
            ($"{Plugin}.Tests/{Class}Tests.cs", $"{kind}Tests"),
            ($"{name.Word}.yaml", $"{kind}Pipeline"),
        ];
        foreach ((string path, string template) in files)
        {
            string target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, Filled(template));
        }
        return [.. files.Select(file => file.Path)];
    }

    /// <summary>What to type next.</summary>
    public string NextSteps(string folder)
    {
        string plugin = Path.Combine(folder, Plugin), pipeline = Path.Combine(folder, $"{name.Word}.yaml"),
            built = Path.Combine(plugin, "bin", "Release", "net10.0", $"{Plugin}.dll");
        return $"""

            Next:
              dotnet test {plugin}.Tests
              dotnet build -c Release {plugin}
              pipeline3d run {pipeline} --set data=DIR --plugin {built}
            """;
    }

    private string Filled(string template)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Scaffold.{template}")
            ?? throw new InvalidOperationException($"the program lacks its template {template}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("@Program@", SecurityElement.Escape(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
                StringComparison.Ordinal)
            .Replace("@Plugin@", Plugin, StringComparison.Ordinal)
            .Replace("@Class@", Class, StringComparison.Ordinal)
            .Replace("@Address@", name.Address, StringComparison.Ordinal)
            .Replace("@Word@", name.Word, StringComparison.Ordinal);
    }
}
