using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Files;

/// <summary>Reads pipeline files: YAML, includes, overrides, parameters, chains, blocks, links; all problems at
/// once.</summary>
public static class DefinitionLoader
{
    // What loops and chains unroll to.
    private const int MaxBlocks = 10_000;

    private static readonly string[] TopKeys = ["name", "summary", "include", "parameters", "run", "chains", "blocks"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The pipeline file.</param>
    /// <param name="overrides">What <c>--set</c> says, each <c>a.b=c</c>; later ones win.</param>
    /// <param name="registry">The kinds of block that may be used.</param>
    /// <exception cref="DefinitionException">The file cannot be run; every problem is listed.</exception>
    public static PipelineDefinition Load(string path, IReadOnlyList<string> overrides, BlockRegistry registry)
    {
        var problems = new List<DefinitionProblem>();
        PipelineDefinition? definition = Read(path, overrides, registry, problems);
        return definition is not null && problems.Count == 0 ? definition : throw new DefinitionException(
            [.. problems.Distinct().OrderBy(p => p.Place.File == "--set").ThenBy(p => p.Place.Line)
                .ThenBy(p => p.Place.Column)]);
    }

    private static PipelineDefinition? Read(
        string path, IReadOnlyList<string> overrides, BlockRegistry registry, List<DefinitionProblem> problems)
    {
        if (new Includes(problems).Read(path) is not { } root)
            return null;
        var changes = new Overrides(problems);
        root = changes.Apply(root, overrides);
        var reader = new SectionReader(problems);
        reader.Allow(root, "a pipeline file", TopKeys);
        var expansion = new Expansion(problems);
        var parameters = new Parameters(root.Find("parameters")?.Value, expansion, problems);
        if (root.Find("blocks") is { } list)
            root = root.With("blocks", new Loops(parameters, expansion, reader).Unroll(list.Value));
        root = changes.ApplyToBlocks(root);
        root = root with
        {
            Entries = [.. root.Entries.Select(e => e.Key is "parameters" ? e
                : e with { Value = parameters.Fill(e.Value) })],
        };
        string name = reader.Text(root, "name")?.Text ?? Path.GetFileNameWithoutExtension(path);
        RunSection run = ReadRun(reader, root, name);
        var blocks = new BlockReader(registry, reader, run.Parallelism);
        IReadOnlyList<(GraphNode Node, BlockDefinition Definition)> all = ReadBlocks(reader, blocks, root);
        if (problems.Count == 0)
            all = new Preparations(registry, blocks, reader).Complete(all);
        var graph = new Graph(name);
        foreach ((GraphNode node, _) in all)
            graph.Add(node);
        // A graph with blocks missing would complain about links that are fine.
        if (problems.Count == 0)
            // Blocks are asked for their units and recipes.
            foreach (GraphProblem problem in PluginCode.Call("a block that was asked how it goes with the others",
                graph.Check))
                problems.Add(new DefinitionProblem(PlaceOf(problem, blocks, root), problem.Code,
                    problem.Node.Length > 0 ? $"{problem.Node}: {problem.Message}" : problem.Message));
        return new PipelineDefinition(name, reader.Text(root, "summary")?.Text ?? "", path, run,
            [.. all.Select(block => block.Definition)], graph)
        {
            Parameters = parameters.Values.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Overrides = [.. overrides],
            Remarks = [.. blocks.Remarks.Distinct(StringComparer.Ordinal)],
        };
    }

    private static RunSection ReadRun(SectionReader reader, MapPart root, string name)
    {
        MapPart run = reader.Map(root, "run") ?? MapPart.Empty(root.Place);
        reader.Allow(run, "'run'", "out", "seed", "budget", "parallelism", "cache", "cache_limit", "device");
        return new RunSection
        {
            Out = reader.Value(run, "out", Path.Combine("runs", name)),
            Seed = reader.Value(run, "seed", 0),
            Budget = ReadSize(reader, run, "budget"),
            Cache = reader.Value(run, "cache", ""),
            CacheLimit = ReadSize(reader, run, "cache_limit"),
            Parallelism = reader.Value(run, "parallelism", 0),
            Device = reader.Value(run, "device", "cpu"),
        };
    }

    private static long? ReadSize(SectionReader reader, MapPart run, string name)
    {
        if (reader.Text(run, name) is not { } text)
            return null;
        if (ByteSize.TryParse(text.Text, out long bytes) && bytes >= 1 << 20)
            return bytes;
        reader.Report(text.Place, "P3D2008", $"'{name}' is '{text.Text}', which is no size of at least 1 MiB",
            "write for example 2 GiB");
        return null;
    }

    private static List<(GraphNode Node, BlockDefinition Definition)> ReadBlocks(
        SectionReader reader, BlockReader blocks, MapPart root)
    {
        var all = new List<(GraphNode, BlockDefinition)>();
        ListPart? list = reader.List(root, "blocks");
        if (list is null && root.Find("blocks") is null)
            reader.Report(root.Place, "P3D2006", "the file has no 'blocks'");
        var chains = new Chains(reader.Map(root, "chains"), reader);
        string? previous = null;
        foreach (Part item in list?.Items ?? [])
        {
            if (item is not MapPart map)
            {
                reader.Report(item.Place, "P3D2003",
                    $"a block is a mapping with 'use', not {SectionReader.Shown(item)}");
                continue;
            }
            foreach (MapPart block in chains.Unroll(map))
            {
                if (all.Count == MaxBlocks)
                {
                    reader.Report(item.Place, "P3D2024", $"the file has more than {MaxBlocks} blocks",
                        "use shorter chains, or fewer of them");
                    return all;
                }
                if (blocks.Read(block, previous) is not { } made)
                    continue;
                all.Add(made);
                previous = made.Node.Id;
            }
        }
        return all;
    }

    private static Place PlaceOf(GraphProblem problem, BlockReader blocks, MapPart root)
    {
        if (!blocks.Places.TryGetValue(problem.Node, out MapPart? map))
            return root.Find("blocks")?.Place ?? root.Place;
        string setting = OptionText.NameOf(problem.Member);
        return map.Find(problem.Member)?.Value.Place
            ?? (map.Find("settings")?.Value as MapPart)?.Find(setting)?.Value.Place ?? map.Place;
    }
}
