using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Hosting.Running;

/// <summary>Everything that decides the results of a run but the scans: program, seed, blocks, options,
/// links.</summary>
/// <remarks>How the engine runs a block (parallelism, timeouts, capacity, budget) is no part of it: results do not
/// depend on it, and a resumed run may use other values.</remarks>
internal static class RunIdentity
{
    private const string Files = "files_sha256";

    /// <summary>Version of this program.</summary>
    public static string Program { get; } = Assembly.GetExecutingAssembly()
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    /// <summary>The identity of a pipeline as names and values.</summary>
    public static ImmutableSortedDictionary<string, string> Of(PipelineDefinition pipeline)
    {
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts["program"] = Program;
        facts["device"] = pipeline.Run.Device;
        facts["seed"] = pipeline.Run.Seed.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, GraphNode> nodes = pipeline.Graph.Nodes.ToDictionary(node => node.Id,
            StringComparer.Ordinal);
        foreach (BlockDefinition block in pipeline.Blocks)
        {
            GraphNode node = nodes[block.Id];
            facts[$"{block.Id}.use"] = $"{block.Use} {block.Version}";
            facts[$"{block.Id}.from"] = string.Join(", ", node.From);
            facts[$"{block.Id}.side"] = node.Side ?? "";
            foreach ((string option, string value) in block.Options)
                facts[$"{block.Id}.{option}"] = value;
            if (FilesOf(node) is { Length: > 0 } files)
                facts[$"{block.Id}.{Files}"] = files;
        }
        return facts.ToImmutable();
    }

    /// <summary>Per block a key of all that decides its output but the content of the scans; none behind a merge, where
    /// one scan may come by two ways.</summary>
    public static IReadOnlyDictionary<string, string> Definitions(PipelineDefinition pipeline)
    {
        Dictionary<string, BlockDefinition> blocks = pipeline.Blocks.ToDictionary(block => block.Id,
            StringComparer.Ordinal);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (GraphNode node in pipeline.Graph.Plan().Order)
        {
            string[] before = [.. node.From, .. node.Side is null ? [] : new[] { node.Side }];
            if (node.From.Length > 1 || !before.All(keys.ContainsKey))
                continue;
            BlockDefinition block = blocks[node.Id];
            string text = string.Join('\n', [Program, $"{pipeline.Run.Seed}", pipeline.Run.Device,
                $"{block.Use} {block.Version}", .. FilesOf(node) is { Length: > 0 } files ? [files] : (string[])[],
                .. block.Options.Select(option => $"{option.Key}={option.Value}"), .. before.Select(id => keys[id])]);
            keys[node.Id] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
        }
        return keys;
    }

    /// <summary>Per key of <see cref="Definitions"/> its block and options for people, line by line.</summary>
    public static IReadOnlyDictionary<string, string> Descriptions(PipelineDefinition pipeline)
    {
        IReadOnlyDictionary<string, string> keys = Definitions(pipeline);
        Dictionary<string, GraphNode> nodes = pipeline.Graph.Nodes.ToDictionary(node => node.Id,
            StringComparer.Ordinal);
        return pipeline.Blocks.Where(block => keys.ContainsKey(block.Id)).DistinctBy(block => keys[block.Id])
            .ToDictionary(block => keys[block.Id], block => string.Join('\n', [$"{block.Use} {block.Version}",
                .. block.Options.Select(option => $"{option.Key}={option.Value}"),
                .. FilesOf(nodes[block.Id]) is { Length: > 0 } files ? [$"{Files}={files}"] : (string[])[]]),
                StringComparer.Ordinal);
    }

    /// <summary>What differs between two identities, one line each, such as <c>bank.coreset_fraction was 0.1, is now
    /// 0.2</c>.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> was,
        IReadOnlyDictionary<string, string> now)
        => [.. was.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => was.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => $"{name} was {Shown(was, name)}, is now {Shown(now, name)}")];

    private static string FilesOf(GraphNode node) => (node.Block as IReadsFiles)?.FilesKey ?? "";

    private static string Shown(IReadOnlyDictionary<string, string> facts, string name)
        => facts.TryGetValue(name, out string? value) ? value.Length > 0 ? value : "empty" : "not there";
}
