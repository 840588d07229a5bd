using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Engine.Graphs;

/// <summary>One block of a graph and where its input comes from.</summary>
/// <param name="Id">Name of the node, unique in the graph.</param>
/// <param name="Block">The block.</param>
/// <param name="Settings">How the engine runs it.</param>
/// <param name="From">Ids of the nodes whose outputs it takes; several are merged in order.</param>
/// <param name="Side">Id of the node that gives the value which an applying block needs first; null for other
/// kinds.</param>
public sealed record GraphNode(
    string Id, IBlock Block, BlockSettings Settings, ImmutableArray<string> From, string? Side = null)
{
    /// <summary>Kind and payload types of the block.</summary>
    public BlockShape Shape { get; } = BlockShape.Of(Block);
}
