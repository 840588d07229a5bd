namespace Pipeline3D.Engine.Graphs;

/// <summary>One thing that is wrong with a graph.</summary>
/// <param name="Code">The rule's code, as in docs/pipeline-files.md.</param>
/// <param name="Node">Id of the node it is about; empty for the whole graph.</param>
/// <param name="Member">Which part of the node: <c>from</c>, <c>side</c>, a setting; empty for the node.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record GraphProblem(string Code, string Node, string Member, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Node.Length > 0 ? $"{Code} {Node}: {Message}" : $"{Code} {Message}";
}
