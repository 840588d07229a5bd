using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Html;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.Reporting.Metrics;

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

    /// <summary>Scans whose verdict differs, or that only one of them judged.</summary>
    public required ImmutableArray<ValueDiff> Verdicts { get; init; }

    /// <summary>Mean metrics that differ.</summary>
    public required ImmutableArray<ValueDiff> Metrics { get; init; }

    /// <summary>Scans that both judged.</summary>
    public required int Judged { get; init; }

    /// <summary>Scans among them whose score differs.</summary>
    public required int ScoresChanged { get; init; }

    /// <summary>The largest difference of a score.</summary>
    public required double LargestScoreChange { get; init; }

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Options.IsEmpty && Facts.IsEmpty && Inputs.IsEmpty && Verdicts.IsEmpty && Metrics.IsEmpty
        && ScoresChanged == 0;

    /// <summary>Compares two runs by what lies in their folders.</summary>
    /// <param name="a">The one before.</param>
    /// <param name="b">The one after.</param>
    /// <exception cref="IOException">A folder has no manifest, or a file cannot be read.</exception>
    /// <exception cref="JsonException">A file is damaged.</exception>
    public static RunDiff Of(RunFolder a, RunFolder b)
    {
        RunManifest one = RunManifest.Read(a), two = RunManifest.Read(b);
        Dictionary<string, ScanRow> before = Rows(a), after = Rows(b);
        double[] changes = [.. before.Where(pair => after.ContainsKey(pair.Key))
            .Select(pair => Math.Abs(pair.Value.Score - after[pair.Key].Score))];
        return new RunDiff
        {
            Options = ValueDiff.Between(OptionsOf(one), OptionsOf(two)),
            Facts = ValueDiff.Between(one.Facts, two.Facts),
            Inputs = ValueDiff.Between(InputsOf(a), InputsOf(b)),
            Verdicts = ValueDiff.Between(VerdictsOf(before), VerdictsOf(after)),
            Metrics = ValueDiff.Between(MetricsOf(a), MetricsOf(b)),
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

    private static Dictionary<string, ScanRow> Rows(RunFolder folder) => VerdictLines.Read(folder.Verdicts)
        .ToDictionary(row => row.Path, StringComparer.Ordinal);

    private static Dictionary<string, string> VerdictsOf(Dictionary<string, ScanRow> rows)
        => rows.ToDictionary(pair => pair.Key, pair => pair.Value.Verdict, StringComparer.Ordinal);

    private static Dictionary<string, string> InputsOf(RunFolder folder)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (File.Exists(folder.Inputs))
            foreach (Input input in JsonLines.Read<Input>(folder.Inputs))
                inputs[$"{input.Source} {input.Item}"] = $"{input.Outcome} {Short(input.Sha256)}".TrimEnd();
        return inputs;
    }

    // Twelve digits tell contents apart to a reader, who then looks at the files.
    private static string Short(string hash) => hash[..Math.Min(12, hash.Length)];

    private static Dictionary<string, string> MetricsOf(RunFolder folder) => MeanMetrics.Read(folder)
        .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);

    private sealed record Input
    {
        public required string Source { get; init; }

        public required string Item { get; init; }

        public string Sha256 { get; init; } = "";

        public string Outcome { get; init; } = "";
    }
}
