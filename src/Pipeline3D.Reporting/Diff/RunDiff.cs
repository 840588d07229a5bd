using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Html;
using Pipeline3D.Reporting.Manifest;

namespace Pipeline3D.Reporting.Diff;

/// <summary>What differs between two runs: what decided them, what they read, and what came of it.</summary>
/// <remarks>Times, machines and counts of work done are no difference: they say how, not what.</remarks>
public sealed record RunDiff
{
    /// <summary>Options, seeds, versions, blocks: <c>bank.coreset_fraction</c> and so on.</summary>
    public required ImmutableArray<ValueDiff> Options { get; init; }

    /// <summary>Facts that blocks stated: hashes of training data, thresholds.</summary>
    public required ImmutableArray<ValueDiff> Facts { get; init; }

    /// <summary>Scans that only one of them read, or whose content or outcome differs.</summary>
    public required ImmutableArray<ValueDiff> Inputs { get; init; }

    /// <summary>Scans whose verdict differs, or that only one of them judged; those of other methods after
    /// <c>methods/NAME</c>.</summary>
    public required ImmutableArray<ValueDiff> Verdicts { get; init; }

    /// <summary>What else lines of verdicts say that differs, such as <c>threshold_low</c>: by property, with the
    /// values of the first scan and the number of scans.</summary>
    public required ImmutableArray<ValueDiff> VerdictDetails { get; init; }

    /// <summary>Numbers of any metrics.json that differ: means and their intervals, those of categories after their
    /// name, those of other methods after <c>methods/NAME</c>.</summary>
    public required ImmutableArray<ValueDiff> Metrics { get; init; }

    /// <summary>Scans that both judged.</summary>
    public required int Judged { get; init; }

    /// <summary>Scans among them whose score differs.</summary>
    public required int ScoresChanged { get; init; }

    /// <summary>The largest difference of a score.</summary>
    public required double LargestScoreChange { get; init; }

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Options.IsEmpty && Facts.IsEmpty && Inputs.IsEmpty && Verdicts.IsEmpty
        && VerdictDetails.IsEmpty && Metrics.IsEmpty && ScoresChanged == 0;

    /// <summary>Compares two runs by what lies in their folders.</summary>
    /// <param name="a">The one before.</param>
    /// <param name="b">The one after.</param>
    /// <exception cref="IOException">A folder has no manifest, or a file cannot be read.</exception>
    /// <exception cref="JsonException">A file is damaged.</exception>
    public static RunDiff Of(RunFolder a, RunFolder b)
    {
        RunManifest one = RunManifest.Read(a), two = RunManifest.Read(b);
        Dictionary<string, Dictionary<string, string>> before = RunValues.Verdicts(a), after = RunValues.Verdicts(b);
        string[] both = [.. before.Keys.Where(after.ContainsKey)];
        double[] changes = [.. both.Select(scan => Change(before[scan].GetValueOrDefault("score", ""),
            after[scan].GetValueOrDefault("score", "")))];
        return new RunDiff
        {
            Options = ValueDiff.Between(OptionsOf(one), OptionsOf(two)),
            Facts = ValueDiff.Between(one.Facts, two.Facts),
            Inputs = ValueDiff.Between(InputsOf(a), InputsOf(b)),
            Verdicts = ValueDiff.Between(VerdictsOf(before), VerdictsOf(after)),
            VerdictDetails = DetailsOf(both, before, after),
            Metrics = ValueDiff.Between(RunValues.Metrics(a), RunValues.Metrics(b)),
            Judged = changes.Length,
            ScoresChanged = changes.Count(change => change > 0),
            LargestScoreChange = changes.DefaultIfEmpty(0).Max(),
        };
    }

    private static Dictionary<string, string> OptionsOf(RunManifest manifest)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pipeline"] = manifest.Pipeline,
            ["seed"] = $"{manifest.Seed}",
            ["program"] = manifest.Machine.GetValueOrDefault("program", ""),
            ["device"] = manifest.Machine.GetValueOrDefault("device", ""),
        };
        foreach (ManifestBlock block in manifest.Blocks)
        {
            options[$"{block.Id}.use"] = $"{block.Use} {block.Version}".TrimEnd();
            foreach ((string name, string value) in block.Options)
                options[$"{block.Id}.{name}"] = value;
        }
        return options;
    }

    private static Dictionary<string, string> VerdictsOf(Dictionary<string, Dictionary<string, string>> scans)
        => scans.ToDictionary(pair => pair.Key, pair => pair.Value.GetValueOrDefault("verdict", "none").Trim('"'),
            StringComparer.Ordinal);

    private static ImmutableArray<ValueDiff> DetailsOf(string[] both,
        Dictionary<string, Dictionary<string, string>> before, Dictionary<string, Dictionary<string, string>> after)
        => [.. both.SelectMany(scan => ValueDiff.Between(before[scan], after[scan])
                .Where(diff => diff.Name is not ("score" or "verdict")).Select(diff => (Scan: scan, Diff: diff)))
            .GroupBy(pair => pair.Diff.Name).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First().Diff with
            {
                Name = $"{group.Key} of {group.First().Scan}{(group.Count() > 1
                    ? $" and {group.Count() - 1} more" : "")}",
            })];

    // What is no number on either side differs as text.
    private static double Change(string before, string after)
        => before == after ? 0 : double.TryParse(before, CultureInfo.InvariantCulture, out double one)
            && double.TryParse(after, CultureInfo.InvariantCulture, out double two) ? Math.Abs(one - two)
                : double.PositiveInfinity;

    private static Dictionary<string, string> InputsOf(RunFolder folder)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (File.Exists(folder.Inputs))
            foreach (Input input in JsonFile.Lines<Input>(folder.Inputs, ReportData.Json))
                inputs[$"{input.Source} {input.Item}"] = $"{input.Outcome} {Short(input.Sha256)}".TrimEnd();
        return inputs;
    }

    // Twelve digits tell contents apart to a reader, who then looks at the files.
    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    private sealed record Input
    {
        public required string Source { get; init; }

        public required string Item { get; init; }

        public string Sha256 { get; init; } = "";

        public string Outcome { get; init; } = "";
    }
}
