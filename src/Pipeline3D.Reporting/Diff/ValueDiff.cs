using System.Collections.Immutable;

namespace Pipeline3D.Reporting.Diff;

/// <summary>One value that differs between two runs.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Before">Its value in the first run; null when it is not there.</param>
/// <param name="After">Its value in the second run; null when it is not there.</param>
public sealed record ValueDiff(string Name, string? Before, string? After)
{
    /// <summary>All names whose values differ, by name.</summary>
    public static ImmutableArray<ValueDiff> Between(IReadOnlyDictionary<string, string> before,
        IReadOnlyDictionary<string, string> after)
        => [.. before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new ValueDiff(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
            .Where(diff => diff.Before != diff.After)];
}
