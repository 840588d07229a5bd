namespace Pipeline3D.Definitions.Files;

/// <summary>A pipeline file that cannot be run; all its problems are listed.</summary>
public sealed class DefinitionException(IReadOnlyList<DefinitionProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; } = problems;
}
