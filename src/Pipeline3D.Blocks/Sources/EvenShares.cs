using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Takes a few scans of each category so that every defect and the good ones are among them: the first scans
/// alone are all of one defect, and no metric can be told of them.</summary>
internal static class EvenShares
{
    private const string Good = "good";

    /// <summary>At most so many entries of each category, in the order in which they are listed: one of each defect in
    /// turn, the good ones first, until the number is reached or none is left.</summary>
    /// <remarks>Lists twice: the first time it only counts.</remarks>
    public static IEnumerable<SourceEntry<Scan>> Of(IEnumerable<SourceEntry<Scan>> entries, int limit)
    {
        var left = new Dictionary<(string Category, string Defect), int>();
        foreach (SourceEntry<Scan> entry in entries)
            left[KeyOf(entry)] = left.GetValueOrDefault(KeyOf(entry)) + 1;
        foreach (var category in left.Keys.GroupBy(key => key.Category, StringComparer.Ordinal).ToList())
            Share([.. category.OrderBy(key => key.Defect != Good).ThenBy(key => key.Defect, StringComparer.Ordinal)],
                left, limit);
        foreach (SourceEntry<Scan> entry in entries)
            if (left.GetValueOrDefault(KeyOf(entry)) is var more and > 0)
            {
                left[KeyOf(entry)] = more - 1;
                yield return entry;
            }
    }

    private static (string Category, string Defect) KeyOf(SourceEntry<Scan> entry) => (entry.Id.Category,
        entry.Id.Defect);

    // Turns the numbers that are there into those that are taken.
    private static void Share((string, string)[] groups, Dictionary<(string, string), int> numbers, int limit)
    {
        int[] there = [.. groups.Select(group => numbers[group])], taken = new int[groups.Length];
        for (int sum = 0; sum < limit && taken.Sum() < there.Sum();)
            for (int i = 0; i < groups.Length && sum < limit; i++)
                if (taken[i] < there[i])
                {
                    taken[i]++;
                    sum++;
                }
        for (int i = 0; i < groups.Length; i++)
            numbers[groups[i]] = taken[i];
    }
}
