namespace Pipeline3D.Core.Options;

/// <summary>One thing that is wrong with a set of options.</summary>
/// <param name="Option">Name of the option as in code, for example <c>CellSize</c>.</param>
/// <param name="Found">The value found, as text.</param>
/// <param name="Rule">What must hold, as the rest of a sentence: "must be greater than 0".</param>
public sealed record Problem(string Option, string Found, string Rule)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Option} is {Found}: it {Rule}";
}
