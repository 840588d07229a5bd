using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Files;

/// <summary>A pipeline as one process tells it to another: blocks with all options in force as text, and how they are
/// linked; no code, and no file of its own.</summary>
/// <remarks>Options that name a file or folder by a path relative to the sender's folder hold its full path.</remarks>
public sealed record SentPipeline
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Name of the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>What blocks that can compute elsewhere use, never <c>auto</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Folder in which outputs of blocks are kept between runs; empty = nowhere.</summary>
    public required string Cache { get; init; }

    /// <summary>The blocks.</summary>
    public required IReadOnlyList<SentBlock> Blocks { get; init; }

    /// <summary>Keys of the blocks' outputs in the cache, by block.</summary>
    public IReadOnlyDictionary<string, string> Definitions { get; init; } = new Dictionary<string, string>();

    /// <summary>Tells a pipeline.</summary>
    /// <param name="pipeline">The pipeline; its device is one that is there.</param>
    /// <param name="definitions">Keys of the blocks' outputs in the cache.</param>
    public static SentPipeline Of(PipelineDefinition pipeline, IReadOnlyDictionary<string, string> definitions)
    {
        Dictionary<string, BlockDefinition> blocks = pipeline.Blocks.ToDictionary(block => block.Id,
            StringComparer.Ordinal);
        return new SentPipeline
        {
            Name = pipeline.Name, Seed = pipeline.Run.Seed, Device = pipeline.Run.Device,
            Cache = pipeline.Run.Cache.Length == 0 ? "" : Path.GetFullPath(pipeline.Run.Cache),
            Definitions = definitions,
            Blocks = [.. pipeline.Graph.Nodes.Select(node => new SentBlock(node.Id, blocks[node.Id].Use,
                blocks[node.Id].Version, node.From, node.Side, node.Settings,
                blocks[node.Id].Options.ToDictionary(option => option.Key, option => FullPath(option.Value))))],
        };
    }

    /// <summary>Writes it as text.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static SentPipeline Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<SentPipeline>(text, Json)
                ?? throw new FormatException("the pipeline that was sent is empty");
        }
        catch (JsonException cause)
        {
            throw new FormatException($"what was sent is no pipeline: {cause.Message}", cause);
        }
    }

    /// <summary>Makes the graph, of fresh blocks.</summary>
    /// <param name="registry">The kinds of block that are here.</param>
    /// <param name="pathHere">Names a path of the sender's machine as it is named here; refuses one that may not be
    /// touched by an exception.</param>
    /// <exception cref="FormatException">A block is not here, or an option cannot be read.</exception>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    /// <exception cref="PluginException">A block cannot be made here.</exception>
    public Graph Make(BlockRegistry registry, Func<string, string> pathHere)
    {
        var graph = new Graph(Name);
        foreach (SentBlock block in Blocks)
        {
            if (registry.Find(block.Use) is not { } type)
                throw new FormatException($"there is no block '{block.Use}' here; load the plug-in that it comes from "
                    + "(--plugin)");
            object? options = type.OptionsType is null ? null : OptionRecord.Read(type.OptionsType,
                block.Options.ToDictionary(option => option.Key, option => Path.IsPathRooted(option.Value)
                    ? pathHere(option.Value) : option.Value));
            graph.Add(new GraphNode(block.Id, registry.Create(type, options), block.Settings, [.. block.From],
                block.Side));
        }
        return graph;
    }

    private static string FullPath(string text) => text.Length > 0 && !Path.IsPathRooted(text)
        && (File.Exists(text) || Directory.Exists(text)) ? Path.GetFullPath(text) : text;
}

/// <summary>One block of a pipeline that is sent.</summary>
/// <param name="Id">Name of the node.</param>
/// <param name="Use">Address of the kind of block.</param>
/// <param name="Version">Version of what it computes.</param>
/// <param name="From">Nodes whose outputs it takes.</param>
/// <param name="Side">Node that gives the value which it needs first; null for none.</param>
/// <param name="Settings">How it is run.</param>
/// <param name="Options">All options as text.</param>
public sealed record SentBlock(string Id, string Use, string Version, ImmutableArray<string> From, string? Side,
    BlockSettings Settings, IReadOnlyDictionary<string, string> Options);
