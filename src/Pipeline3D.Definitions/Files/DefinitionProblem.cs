using System.Globalization;

namespace Pipeline3D.Definitions.Files;

/// <summary>A place in a pipeline file, or in the overrides of a command line.</summary>
/// <param name="File">The file, or <c>--set</c>.</param>
/// <param name="Line">1-based; for <c>--set</c> the number of the override.</param>
/// <param name="Column">1-based.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}

/// <summary>One thing that is wrong with a pipeline file.</summary>
/// <param name="Place">Where.</param>
/// <param name="Code">The rule's code, as in docs/pipeline-files.md.</param>
/// <param name="Message">What was found, what must be, and the nearest valid name.</param>
/// <param name="Hint">What to do next; may be empty.</param>
public sealed record DefinitionProblem(Place Place, string Code, string Message, string Hint = "")
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string head = $"{Place}  {Code}  ";
        return Hint.Length == 0 ? head + Message
            : $"{head}{Message}{Environment.NewLine}{new string(' ', head.Length)}{Hint}";
    }
}
