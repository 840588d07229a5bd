using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Files;

/// <summary>A pipeline file after includes, overrides and parameters: ready to run.</summary>
/// <param name="Name">Name of the pipeline.</param>
/// <param name="Summary">What it is for, in a sentence; may be empty.</param>
/// <param name="File">The file it came from.</param>
/// <param name="Run">How it is run.</param>
/// <param name="Blocks">Its blocks in the order of the file, chains unrolled.</param>
/// <param name="Graph">The blocks made and linked; runs once.</param>
public sealed record PipelineDefinition(
    string Name, string Summary, string File, RunSection Run, ImmutableArray<BlockDefinition> Blocks, Graph Graph)
{
    /// <summary>The parameters in force, by name.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the file was overridden by, as it was given.</summary>
    public ImmutableArray<string> Overrides { get; init; } = [];

    /// <summary>What users should know about the file although it can be run, each with file, line and
    /// column.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];
}

/// <summary>One block of a pipeline file.</summary>
/// <param name="Id">Name of the node.</param>
/// <param name="Use">Address of the kind of block.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Options">All its options in force as text, defaults included, in the order of declaration.</param>
public sealed record BlockDefinition(
    string Id, string Use, Place Place, ImmutableArray<KeyValuePair<string, string>> Options)
{
    /// <summary>Whether it uses the run's device.</summary>
    public bool UsesDevice { get; init; }

    /// <summary>Version of what it computes; with the build of its assembly for blocks of plug-ins.</summary>
    public string Version { get; init; } = "1";

    internal IBlockOptions? OptionValues { get; init; }

    internal Preset? Preset { get; init; }
}

/// <summary>The <c>run</c> section of a pipeline file.</summary>
public sealed record RunSection
{
    /// <summary>Where outputs go. Default <c>runs/NAME</c>.</summary>
    public string Out { get; init; } = "";

    /// <summary>Seed of everything random. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>What blocks that can compute elsewhere use: <c>cpu</c>, <c>cuda:0</c>, <c>opencl:0</c> and so on;
    /// <c>auto</c> for the first GPU, or the cores when there is none. Default cpu: results then are the same bit by
    /// bit
    /// on every machine, and no driver is looked for.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Most bytes in flight, for example <c>2 GiB</c>; null = half of the machine's memory.</summary>
    public long? Budget { get; init; }

    /// <summary>Folder in which outputs of blocks are kept between runs; empty = nothing is kept.</summary>
    public string Cache { get; init; } = "";

    /// <summary>Most bytes that the cache keeps after a run; null = no limit.</summary>
    public long? CacheLimit { get; init; }

    /// <summary>Items that each block works on at once, unless the block says otherwise. Default 0 = all
    /// cores.</summary>
    public int Parallelism { get; init; }
}
