using System.Reflection;
using System.Text.RegularExpressions;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>The house rules that a machine can check: arrows between rooms, sizes and names of files, addresses of
/// blocks.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(SharedFiles.RepositoryRoot, "src");

    // Who may see whom. A new arrow is a decision, so it is made here and not by a project file alone.
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Geometry"] = [],
        ["Kernels"] = ["Geometry"],
        ["Weights"] = [],
        ["Networks"] = ["Geometry", "Weights"],
        ["Evaluation"] = [],
        ["Detection"] = ["Core", "Data", "Geometry", "Kernels", "Networks", "Weights"],
        ["Data"] = ["Core", "Geometry", "Weights"],
        ["Engine"] = ["Core"],
        ["Blocks"] = ["Core", "Geometry", "Kernels", "Evaluation", "Detection", "Data"],
        ["Definitions"] = ["Core", "Engine"],
        ["Ingestion"] = ["Core"],
        ["Reporting"] = ["Core", "Evaluation"],
        ["Hosting"] = ["Core", "Engine", "Definitions", "Blocks", "Data", "Detection", "Kernels", "Ingestion",
            "Reporting"],
        ["Nats"] = ["Core", "Engine"],
        ["Testing"] = ["Core", "Data", "Detection", "Engine", "Evaluation", "Geometry"],
    };

    [Fact]
    public void References_BetweenRooms_AreTheArrowsOfTheDesign()
    {
        var built = Directory.EnumerateFiles(AppContext.BaseDirectory,
            "Pipeline3D.*.dll").Append(Path.Combine(AppContext.BaseDirectory, "pipeline3d.dll"))
            .Select(path => Assembly.LoadFrom(path)).Where(assembly
            => assembly.GetName().Name != "Pipeline3D.TestSupport").ToList();
        Assert.Contains(built, assembly => assembly.GetName().Name == "Pipeline3D.Blocks");
        foreach (Assembly assembly in built)
        {
            string name = Room(assembly.GetName());
            if (name == "pipeline3d")
                continue; // the command line may see everything
            Assert.True(Arrows.ContainsKey(name), $"Pipeline3D.{name} is a room that the design does not have");
            foreach (string seen in assembly.GetReferencedAssemblies().Where(other
                => other.Name!.StartsWith("Pipeline3D.", StringComparison.Ordinal)).Select(Room))
                Assert.True(Arrows[name].Contains(seen), $"Pipeline3D.{name} must not see Pipeline3D.{seen}");
        }
    }

    [Fact]
    public void ProjectReferences_OfEveryRoom_AreTheArrowsOfTheDesign()
    {
        // What is referenced but not used leaves no trace in the assembly, yet would be used tomorrow.
        foreach (string project in Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories))
        {
            string name = Path.GetFileNameWithoutExtension(project)["Pipeline3D.".Length..];
            foreach (Match reference in Reference().Matches(File.ReadAllText(project)))
                Assert.True(name == "Cli" || Arrows[name].Contains(reference.Groups[1].Value),
                $"{name} -> {reference.Groups[1].Value}");
        }
    }

    [Fact]
    public void ArchitecturePage_EveryRoom_RefersToWhatItsProjectDoes()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(SharedFiles.RepositoryRoot, "docs/architecture.md"))
            .Where(line => line.StartsWith("| Pipeline3D.", StringComparison.Ordinal))];
        string[] projects = [.. Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)];
        Assert.Equal(projects.Length, rows.Length);
        foreach (string project in projects.Where(path => !path.EndsWith("Cli.csproj", StringComparison.Ordinal)))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            string[] cells = rows.Single(row => row.StartsWith($"| {name} |", StringComparison.Ordinal)).Split('|');
            Assert.Equal(
                Reference().Matches(File.ReadAllText(project)).Select(match => match.Groups[1].Value).Order(),
                cells[^2].Split(',', StringSplitOptions.TrimEntries).Where(room => room != "-").Order());
        }
    }

    [Fact]
    public void Libtorch_OfAllProjects_IsReferencedByNetworksAloneAndCopiedNowhere()
    {
        foreach (string project in new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(SharedFiles.RepositoryRoot, folder), "*.csproj", SearchOption.AllDirectories)))
        {
            string[] packages = [.. TorchPackage().Matches(File.ReadAllText(project)).Select(match => match.Value)];
            if (Path.GetFileNameWithoutExtension(project) != "Pipeline3D.Networks")
                Assert.True(packages.Length == 0, $"{project} refers to {string.Join(", ", packages)}");
            else
                Assert.All(packages, package => Assert.Contains("ExcludeAssets=\"native\"", package,
                StringComparison.Ordinal));
        }
        // Half a gigabyte, so once is the most that a published program may have left there.
        string[] copies = [.. Directory.EnumerateFiles(Path.Combine(SharedFiles.RepositoryRoot, "artifacts"),
            "libtorch_cpu.so", SearchOption.AllDirectories)];
        Assert.True(copies.Length <= 1, string.Join(", ", copies));
    }

    [Theory, InlineData("ILGPU", "Pipeline3D.Kernels"), InlineData("BitMiracle", "Pipeline3D.Data")]
    public void Package_OfOneRoom_IsNamedThereAlone(string package, string room)
    {
        string[] projects = [.. Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains($"<PackageReference Include=\"{package}",
                StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).OfType<string>()];
        Assert.Equal([room], projects);
    }

    [Fact]
    public void SourceFiles_Every_IsAtMost400LinesAndHasNoOpenEnd()
    {
        foreach (string file in SourceFiles())
        {
            string[] lines = File.ReadAllLines(file);
            Assert.True(lines.Length <= 400, $"{file} has {lines.Length} lines");
            for (int i = 0; i < lines.Length; i++)
            {
                Assert.True(!lines[i].Contains("TODO", StringComparison.Ordinal)
                    || IssueNumber().IsMatch(lines[i]), $"{file}:{i + 1}: a TODO needs an issue number: TODO #12");
                Assert.DoesNotContain("#region", lines[i], StringComparison.Ordinal);
                Assert.True(lines[i].Length <= 120, $"{file}:{i + 1} has {lines[i].Length} columns, 120 are read well");
                Assert.DoesNotContain("NotImplementedException", lines[i], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void SourceFiles_WithPublicTypes_AreNamedAfterOneOfThem()
    {
        // Contracts.cs holds the one-method interfaces of blocks and Contracts is what they are called together.
        foreach (string file in SourceFiles().Where(file => Path.GetFileName(file) is not "Contracts.cs"))
        {
            string[] types = [.. PublicType().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)];
            if (types.Length > 0)
                Assert.True(types.Contains(Path.GetFileNameWithoutExtension(file).Split('.')[0]),
                $"{file} holds {string.Join(", ", types)}");
        }
    }

    [Fact]
    public void Blocks_Every_LiesInTheFolderOfItsAddress()
    {
        var rooms = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = "Sources", ["filter"] = "Filters", ["feature"] = "Features", ["scoring"] = "Scoring",
                ["score"] = "Methods", ["evaluation"] = "Evaluation", ["sink"] = "Sinks",
        };
        BlockRegistry registry = Blocks();
        Assert.True(registry.Types.Count >= 20, $"{registry.Types.Count} blocks");
        foreach (BlockType block in registry.Types)
        {
            string room = block.Id.Split('.')[0];
            Assert.NotEmpty(block.Summary);
            if (block.Declaration != block.Type)
            {
                // What follows from another declaration lies where that is, under its own name.
                string declared = Assert.Single(SourceFiles(), file
                    => Path.GetFileNameWithoutExtension(file) == block.Declaration.Name);
                Assert.Contains($"\"{block.Id[(room.Length + 1)..]}\"", File.ReadAllText(declared),
                    StringComparison.Ordinal);
                continue;
            }
            // Health is one thing in four kinds of block.
            string folder = block.Id.Contains("health", StringComparison.Ordinal) ? "Health" : rooms[room];
            string expected = Path.Combine(Source, "Pipeline3D.Blocks", folder, $"{block.Type.Name}.cs");
            Assert.True(File.Exists(expected), $"{block.Id}: {expected} is not there");
            Assert.Contains($"[Block(\"{block.Id}\"", File.ReadAllText(expected), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("A new dataset layout", 2)]
    [InlineData("A new reader", 2)]
    [InlineData("A new method", 2)]
    [InlineData("A new sink", 2)]
    [InlineData("A new kind of block", 10)]
    public void Recipe_Every_ListsTheFilesThatItTouches(string recipe, int files)
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "docs/architecture.md"));
        string text = page[page.IndexOf($"**{recipe}**", StringComparison.Ordinal)..];
        string[] rows = [.. text.Split('\n').SkipWhile(line => !line.StartsWith("| `", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(files, rows.Length);
        foreach (string path in rows.Select(row => row.Split('`')[1]))
        {
            // Files of the new thing, X, are not there yet; all others are, and so is the folder of each.
            string file = Path.Combine(SharedFiles.RepositoryRoot, path);
            Assert.True(path.Contains('X', StringComparison.Ordinal) || File.Exists(file), $"{recipe}: {path}");
            string folder = Path.GetDirectoryName(file)!;
            Assert.True(Directory.Exists(folder)
                || Directory.Exists(Path.GetDirectoryName(folder)), $"{recipe}: {path}");
        }
    }

    [Fact]
    public void LayoutsReadersMethodsAndSinks_Every_AreNamedByNoOtherFileOfOurCode()
    {
        // So that a new one is one class: no list, switch or table anywhere names them.
        var known = new HashSet<string>(StringComparer.Ordinal)
        {
            "LiveSink in ServedPipeline.cs", // the service needs to know whether answers go out at all
            "NpyFormat in NpzFormat.cs", "NpyFormat in ReadOp.cs", // an archive of the same, and an op that shows it
            "PatchCoreFpfh in ThreeDzAlBench.cs", "ThreeDzAlMethod in ThreeDzAlBench.cs", // timed beside each other
            "FolderLayout in IrrelevantSource.cs", // scans that are no part of the run's dataset
        };
        (string File, string Text)[] sources = [.. SourceFiles().Select(file
            => (file, DocComment().Replace(File.ReadAllText(file), "")))];
        int found = 0;
        foreach ((string file, string text) in sources)
            foreach (Match declared in Declared().Matches(text))
            {
                found++;
                string name = declared.Groups["class"].Value;
                var word = new Regex($@"\b{name}\b");
                foreach ((string other, string its) in sources.Where(source => source.File != file
                    && word.IsMatch(source.Text)))
                {
                    // A method is one folder: what lies beside its class belongs to it.
                    if (declared.Groups["kind"].Value == "Method"
                        && Path.GetDirectoryName(other) == Path.GetDirectoryName(file))
                        continue;
                    Assert.True(known.Contains($"{name} in {Path.GetFileName(other)}"), $"{name} is named by {other}");
                }
            }
        Assert.True(found >= 30, $"{found} found");
    }

    [Fact]
    public void Options_Every_HasADescriptionForInspect()
    {
        foreach (BlockType block in Blocks().Types)
            foreach (OptionInfo option in block.Options)
                Assert.True(option.Summary.Length > 0, $"{block.Id}: {option.Name} has no description");
    }

    private static BlockRegistry Blocks()
        => new(null, Pipeline3D.Blocks.BlockCatalogue.Derivations(), [.. Pipeline3D.Blocks.BlockCatalogue.Assemblies]);

    private static string Room(AssemblyName name) => name.Name!.Replace("Pipeline3D.", "", StringComparison.Ordinal);

    private static IEnumerable<string> SourceFiles()
        => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
        StringComparison.Ordinal));

    [GeneratedRegex(@"<ProjectReference Include=""[^""]*Pipeline3D\.(\w+)\.csproj""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"<PackageReference Include=""(?:TorchSharp|libtorch)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex TorchPackage();

    [GeneratedRegex(@"TODO \(?#\d+")]
    private static partial Regex IssueNumber();

    [GeneratedRegex(@"^\[(?:(?<kind>Layout|ScanFormat|Method)\(|(?<kind>Block)\(""sink\.)[^\n]*\n(?:[^\n]*\n)*?(?:public|internal) (?:sealed |partial )*class (?<class>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"///.*")]
    private static partial Regex DocComment();

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |partial |unsafe |ref )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
