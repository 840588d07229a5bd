using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Reporting.Metrics;

namespace Pipeline3D.Hosting.Running;

/// <summary>What a run means for whoever asked for it; the values are the exit codes of the command line.</summary>
public enum RunOutcome
{
    /// <summary>Everything was done.</summary>
    Ok = 0,

    /// <summary>The run ended, but some items were rejected.</summary>
    SomeRejected = 3,

    /// <summary>The run failed, or was drained or stopped before its end.</summary>
    Failed = 4,

    /// <summary>More items were rejected than the request allows; the run was ended early.</summary>
    TooManyRejected = 5,
}

/// <summary>What came of a run. Everything else lies in its folder.</summary>
public sealed record RunReport
{
    /// <summary>What it means.</summary>
    public RunOutcome Outcome => TooManyRejected ? RunOutcome.TooManyRejected
        : Status != RunStatus.Completed || !Failures.IsEmpty ? RunOutcome.Failed
        : DeadLetters.IsEmpty ? RunOutcome.Ok : RunOutcome.SomeRejected;

    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Whether it was ended because too many items were rejected.</summary>
    public bool TooManyRejected { get; init; }

    /// <summary>Where the items went.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>The dead letters by sequence number; of a service the newest thousand.</summary>
    public required ImmutableArray<DeadLetter> DeadLetters { get; init; }

    /// <summary>What went wrong beyond single items, as whole sentences; records that could not be written at the end
    /// among them.</summary>
    public required ImmutableArray<string> Failures { get; init; }

    /// <summary>What a user should know that is no error, each once, in the order of arrival.</summary>
    public required ImmutableArray<string> Remarks { get; init; }

    /// <summary>Where its outputs lie: verdicts, maps, models, manifest, report.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The mean of each metric over the categories, by the path of its name in metrics.json, for example
    /// <c>image_auroc</c> and <c>au_pro@0.3</c>; metrics that cannot be told are left out. Null when the run measured
    /// none.</summary>
    public ImmutableSortedDictionary<string, double>? Metrics { get; init; }

    /// <summary>The verdicts, each as the line of JSON that verdicts.jsonl has of it, in the order of the scans; none
    /// when the pipeline judges nothing.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<string> ReadVerdicts() => File.Exists(Folder.Verdicts) ? File.ReadAllLines(Folder.Verdicts)
        : [];

    internal static RunReport Of(RunResult result, RunContext context, params ReadOnlySpan<string> failures) => new()
    {
        Status = result.Status,
        TooManyRejected = result.TooManyRejected,
        Counts = result.Counts,
        DeadLetters = result.DeadLetters,
        Failures = [.. result.Failures, .. failures],
        Remarks = [.. context.Remarks.Distinct()],
        Folder = context.Folder,
        Elapsed = result.Elapsed,
        Metrics = MetricsOf(context.Folder),
    };

    private static ImmutableSortedDictionary<string, double>? MetricsOf(RunFolder folder)
    {
        IReadOnlyDictionary<string, JsonElement> means = MeanMetrics.Read(folder);
        return means.Count == 0 ? null : means.Where(pair => pair.Value.ValueKind == JsonValueKind.Number)
            .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.GetDouble(), StringComparer.Ordinal);
    }
}
