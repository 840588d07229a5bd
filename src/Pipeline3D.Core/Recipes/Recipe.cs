using System.Collections.Immutable;
using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Core.Recipes;

/// <summary>How scans are prepared on their way to a block: every block between the source and it that changes them, in
/// order.</summary>
/// <param name="Steps">The blocks.</param>
public sealed record Recipe(ImmutableArray<RecipeStep> Steps)
{
    /// <summary>Scans as their source gives them.</summary>
    public static Recipe Nothing { get; } = new([]);

    /// <summary>Whether these are all steps since the source; false when what came before the first is not known, as
    /// with models of version 0.1.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The recipe with one step more.</summary>
    public Recipe Then(RecipeStep step) => new(Steps.Add(step));

    /// <summary>What is left to be done when <paramref name="done"/> was done; null when that is not how this recipe
    /// begins.</summary>
    public Recipe? Without(Recipe done)
    {
        if (IsWhole)
            return done.Steps.Length <= Steps.Length && done.Steps.SequenceEqual(Steps.Take(done.Steps.Length))
                ? new Recipe(Steps[done.Steps.Length..]) : null;
        // Whatever was done first may have been done to the training scans, too.
        int common = Enumerable.Range(0, Math.Min(Steps.Length, done.Steps.Length) + 1).Last(count
            => done.Steps[^count..].SequenceEqual(Steps[..count]));
        return new Recipe(Steps[common..]);
    }

    /// <inheritdoc/>
    public bool Equals(Recipe? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(0, (hash, step) => HashCode.Combine(hash, step));

    /// <summary>The steps with their options, in one line.</summary>
    public override string ToString() => Steps.Length == 0 ? "nothing" : (IsWhole ? "" : "... -> ")
        + string.Join(" -> ", Steps);
}

/// <summary>One block of a recipe.</summary>
/// <param name="Block">Its address.</param>
/// <param name="Version">Version of what it computes: see <see cref="BlockAttribute.Version"/>.</param>
/// <param name="Options">All its options in force as text.</param>
public sealed record RecipeStep(string Block, int Version, ImmutableSortedDictionary<string, string> Options)
{
    /// <inheritdoc/>
    public bool Equals(RecipeStep? other) => other is not null && Block == other.Block && Version == other.Version
        && Options.Count == other.Options.Count && Options.All(option
            => other.Options.TryGetValue(option.Key, out string? value) && value == option.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Block, Version, Options.Count);

    /// <inheritdoc/>
    public override string ToString() => $"{Block}{(Version == 1 ? "" : $" version {Version}")}"
        + $"({string.Join(", ", Options.Select(option => $"{option.Key}: {option.Value}"))})";
}
