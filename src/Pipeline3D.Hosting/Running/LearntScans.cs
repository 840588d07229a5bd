using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Blocks.Evaluation;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Hosting.Running;

/// <summary>Holds what a run learnt from against what it judged: the same scan on both sides makes figures too good,
/// and what was learnt of a category that nobody judges was for nothing.</summary>
/// <remarks>Scans are the same when their content is, whatever their names and folders. Memory: 8 bytes per
/// scan.</remarks>
internal static class LearntScans
{
    /// <summary>What a user should know, a sentence each.</summary>
    public static IReadOnlyList<string> Remarks(GraphPlan plan, SqliteJournal journal)
    {
        Use[] uses = [.. UsesOf(plan)];
        if (uses.Length == 0)
            return [];
        var contents = new Dictionary<string, HashSet<ulong>>(StringComparer.Ordinal);
        var categories = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        journal.Read(entry => Note(entry, contents, categories));
        // What every metric leaves out makes no figure too good.
        Use[] measured = [.. uses.Where(use => !use.Learnt.SelectMany(source => categories.GetValueOrDefault(source)
            ?? []).All(use.LeftOut.Contains))];
        // What is learnt for every category is meant to be judged on others.
        return [.. Shared(measured, contents),
            .. Unused([.. uses.Where(use => !IsForAll(plan, use.Side))], categories)];
    }

    private static IEnumerable<Use> UsesOf(GraphPlan plan) => plan.Order.Where(node => node.Side is not null)
        .Select(node => new Use(node.Side!, plan.SourcesOf(node.Side!), plan.ItemSourcesOf(node.Id),
            LeftOut(plan, node.Id)));

    private static ImmutableHashSet<string> LeftOut(GraphPlan plan, string judge)
        => plan.Order.Where(node => node.From.Contains(judge)).Select(node => node.Block).OfType<MetricsEvaluation>()
            .Select(metrics => metrics.LeftOut.ToImmutableHashSet(StringComparer.Ordinal))
            .Aggregate((ImmutableHashSet<string>?)null, (all, some) => all?.Intersect(some) ?? some) ?? [];

    private static bool IsForAll(GraphPlan plan, string side)
        => plan.Order.First(node => node.Id == side).Block is FitBlock { IsForAllCategories: true };

    private static void Note(JournalEntry entry, Dictionary<string, HashSet<ulong>> contents,
        Dictionary<string, SortedSet<string>> categories)
    {
        if (!categories.TryGetValue(entry.Source, out SortedSet<string>? names))
            categories[entry.Source] = names = new SortedSet<string>(StringComparer.Ordinal);
        names.Add(entry.Item.Category);
        if (entry.ScanHash.Length < 16 || entry.Outcome != ItemOutcome.Completed)
            return;
        if (!contents.TryGetValue(entry.Source, out HashSet<ulong>? hashes))
            contents[entry.Source] = hashes = [];
        hashes.Add(ulong.Parse(entry.ScanHash.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Shared(Use[] uses, Dictionary<string, HashSet<ulong>> contents)
        => from use in uses.DistinctBy(use =>
               (string.Join(' ', use.Learnt.Order(StringComparer.Ordinal)),
                   string.Join(' ', use.Judged.Order(StringComparer.Ordinal))))
           from learnt in use.Learnt.Order(StringComparer.Ordinal)
           from judged in use.Judged.Order(StringComparer.Ordinal)
           where learnt != judged && contents.ContainsKey(learnt) && contents.ContainsKey(judged)
           let count = contents[judged].Count(contents[learnt].Contains)
           where count > 0
           select $"{count} {(count == 1 ? "scan is" : "scans are")} in '{learnt}', which '{use.Side}' learns from, "
               + $"and in '{judged}', which is judged by it: figures of them say nothing of new scans; read other "
               + "scans, or split the folder";

    private static IEnumerable<string> Unused(Use[] uses, Dictionary<string, SortedSet<string>> categories)
    {
        foreach (IGrouping<string, Use> side in uses.GroupBy(use => use.Side, StringComparer.Ordinal))
        {
            // Saved models are one item of no category.
            string[] learnt =
            [
                .. side.SelectMany(use => use.Learnt).Distinct(StringComparer.Ordinal).SelectMany(source => Of(source))
                    .Where(name => name.Length > 0).Distinct(StringComparer.Ordinal),
            ];
            HashSet<string> judged = [.. side.SelectMany(use => use.Judged).SelectMany(Of)];
            string[] unused = [.. learnt.Where(name => !judged.Contains(name)).Order(StringComparer.Ordinal)];
            if (judged.Count > 0 && unused.Length > 0)
                yield return $"'{side.Key}' learnt {string.Join(", ", unused)}, of which no scan is judged: leave "
                    + $"{(unused.Length == 1 ? "it" : "them")} out by 'categories', or judge scans of "
                    + (unused.Length == 1 ? "it" : "them");
        }

        SortedSet<string> Of(string source) => categories.GetValueOrDefault(source) ?? [];
    }

    // LeftOut: categories that no metric of what is judged counts.
    private sealed record Use(string Side, ImmutableHashSet<string> Learnt, ImmutableHashSet<string> Judged,
        ImmutableHashSet<string> LeftOut);
}
