namespace Pipeline3D.Engine.Graphs;

/// <summary>A graph that cannot run; all its problems are listed.</summary>
public sealed class GraphException(IReadOnlyList<GraphProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<GraphProblem> Problems { get; } = problems;
}
