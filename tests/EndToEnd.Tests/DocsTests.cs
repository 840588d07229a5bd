using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks.Dataflow;
using EndToEnd.Tests.Support;
using Pipeline3D.Blocks;
using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>What the documentation says is true: generated pages, snippets, rules and reasons.</summary>
public sealed partial class DocsTests(SmallDatasets datasets) : CliTest
{
    private static BlockRegistry Blocks()
        => new(null, BlockCatalogue.Derivations(), [.. BlockCatalogue.Assemblies]);

    private static string Read(string path) => File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, path));

    [Fact]
    public void Blocks_Page_IsWhatTheCodeDeclares()
        => Assert.Equal(BlockPages.All(Blocks()).ReplaceLineEndings(),
            Read("docs/blocks.md").ReplaceLineEndings());

    [Fact]
    public void Blocks_EveryOption_HasAMeaning()
        => Assert.All(Blocks()
            .Types.SelectMany(type => type.Options.Select(option => (type.Id, option))),
            pair => Assert.False(string.IsNullOrWhiteSpace(pair.option.Summary), $"{pair.Id}.{pair.option.Name}"));

    [Fact]
    public void Readme_CSharp_StandsInCompiledFiles()
    {
        string compiled = Normal(Read("tests/SamplePlugin/DropFarPointsFilter.cs"))
            + Normal(Read("tests/EndToEnd.Tests/DocsTests.cs"));
        MatchCollection snippets = CSharp().Matches(Read("README.md"));

        Assert.Equal(2, snippets.Count);
        Assert.All(snippets, snippet => Assert.Contains(Normal(snippet.Groups[1].Value), compiled,
            StringComparison.Ordinal));

        static string Normal(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
    }

    [Fact]
    public async Task Readme_GraphInCode_Runs()
    {
        string root = datasets.Of(SyntheticLayout.Mvtec3d), folder = Folder["own"];
        var sink = new Count();
        CancellationToken stop = TestContext.Current.CancellationToken;

        var graph = new Graph("own");
        Port<Scan> scans = graph.From("scans", new DatasetSource(
            new DatasetSourceOptions { Root = root, Split = "test" }, new Mvtec3dLayout()));
        scans.Then("clean", new RemovePlaneFilter(new RemovePlaneOptions()))
            .Plug("raw", new TransformBlock<Item<Scan>,
                Item<Scan>>(item => item.With(item.Payload with { Rgb = null })))
            .To("sink", sink);
        RunResult result = await graph.RunAsync(
            new RunOptions { Context = new RunContext { Folder = new RunFolder(folder) } }, stop);

        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal(16, sink.Scans);
    }

    [Fact]
    public void PipelineFiles_Example_LoadsAndUnrolls()
    {
        string yaml = Yaml().Match(Read("docs/pipeline-files.md")).Groups[1].Value;
        File.WriteAllText(Folder["line.yaml"], yaml);
        File.WriteAllText(Folder["base.yaml"], "name: base");

        PipelineDefinition pipeline = DefinitionLoader.Load(Folder["line.yaml"], ["out=x"],
            Blocks());

        foreach (string id in new[] { "train-near/remove-outliers", "bank/prepare", "scores/remove-outliers",
            "scores/prepare" })
            Assert.Contains(pipeline.Blocks, block => block.Id == id);
        Assert.Equal("line", pipeline.Name);
    }

    [Fact]
    public void PipelineFiles_Rules_AreThoseOfTheCode()
    {
        string code = string.Concat(Directory.EnumerateFiles(Path.Combine(SharedFiles.RepositoryRoot, "src"), "*.cs",
            SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Equal(Codes(code), Codes(Read("docs/pipeline-files.md")));

        static SortedSet<string> Codes(string text) => [.. RuleCode().Matches(text).Select(match => match.Value)];
    }

    [Fact]
    public void Runs_Reasons_AreAllExplained()
    {
        string page = Read("docs/runs.md");
        foreach (RejectReason reason in Enum.GetValues<RejectReason>())
            Assert.Contains($"| {JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())} |", page,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_Links_LeadSomewhere()
    {
        foreach (string page in new[] { "README.md", "CHANGELOG.md", "pipelines/README.md" }.Concat(
            new[] { "docs", "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(SharedFiles.RepositoryRoot, folder), "*.md", SearchOption.AllDirectories))
                .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(SharedFiles.RepositoryRoot, path))))
            foreach (Match link in Link().Matches(Read(page)))
                Assert.True(Path.Exists(Path.Combine(SharedFiles.RepositoryRoot, Path.GetDirectoryName(page)!,
                    link.Groups[1].Value)), $"{page}: {link.Value}");
    }

    [Fact]
    public void Methods_Page_NamesEveryMethod()
    {
        string page = Read("docs/methods.md");
        string[] ids = [.. Blocks().Types.Select(type => MethodType.Of(type.Declaration)).OfType<MethodType>()
            .Select(method => method.Scores ? $"`{method.Id}`" : $"`fit.{method.Id}`").Distinct()];
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.Contains(id, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Methods_Folders_HaveAPageEach()
    {
        Type[] methods = [.. Blocks().Types.Select(type => MethodType.Of(type.Declaration)).OfType<MethodType>()
            .Select(method => method.Declaration).Distinct()];
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            string room = method.Assembly.GetName().Name!;
            string folder = Path.Combine([SharedFiles.RepositoryRoot, "src", room,
                .. method.Namespace![(room.Length + 1)..].Split('.')]);
            Assert.True(File.Exists(Path.Combine(folder, "README.md")), $"{folder} has no README.md");
        });
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("P3D[0-9]{4}")]
    private static partial Regex RuleCode();

    [GeneratedRegex(@"\]\((?!http)([^)#]+)")]
    private static partial Regex Link();

    private sealed class Count() : SinkBlock3D<Scan>(new NoOptions())
    {
        public int Scans { get; private set; }

        public override ValueTask ConsumeAsync(Scan input, BlockContext context)
        {
            Scans += input.Rgb is null ? 1 : 0;
            return ValueTask.CompletedTask;
        }
    }
}
