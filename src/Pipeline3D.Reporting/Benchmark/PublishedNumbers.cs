using System.Collections.Immutable;

namespace Pipeline3D.Reporting.Benchmark;

/// <summary>A row of a published table that a run is compared with.</summary>
/// <param name="Method">Id of the method.</param>
/// <param name="Source">Where it stands, for example <c>Table 1</c> of a paper.</param>
/// <param name="Metric">Name as in metrics.json: <c>image_auroc</c>, <c>au_pro@0.3</c> and so on.</param>
/// <param name="Values">Values by category, 0 to 1; <c>mean</c> for the mean.</param>
public sealed record PublishedNumbers(
    string Method, string Source, string Metric, ImmutableSortedDictionary<string, double> Values)
{
    /// <summary>Categories that the mean is over; 0 when unknown.</summary>
    public int Categories { get; init; }

    /// <summary>Options that the row was made with, where they differ from the protocol's.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the fit was learnt on that the row is of; empty for the mean of all fits.</summary>
    public string LearntOn { get; init; } = "";

    /// <summary>Why the run is not comparable, a sentence; null when it is.</summary>
    public string? NotCompared { get; init; }
}

/// <summary>A published value beside ours.</summary>
/// <param name="Category">The category; <c>mean</c> for the mean over them.</param>
/// <param name="Published">0 to 1; null when none was published.</param>
/// <param name="Ours">Mean over the seeds, 0 to 1; null when there is none.</param>
/// <param name="Deviation">Sample standard deviation over the seeds; null for one seed.</param>
/// <param name="Difference">Ours less the published one; null when one of them is missing, or when they are means of
/// different numbers of categories.</param>
public sealed record ReproducedValue(
    string Category, double? Published, double? Ours, double? Deviation, double? Difference);

/// <summary>A row of a published table beside ours.</summary>
/// <param name="Published">The row.</param>
/// <param name="Seeds">Number of seeds that ours is the mean of; 0 when there is none.</param>
/// <param name="Values">By category, the mean last.</param>
/// <param name="Note">What to know about the comparison; null for nothing.</param>
public sealed record ReproducedRow(
    PublishedNumbers Published, int Seeds, ImmutableArray<ReproducedValue> Values, string? Note)
{
    /// <summary>The fits that ours is the mean of, each learnt on other categories; empty for one of all.</summary>
    public ImmutableArray<ReproducedFit> Fits { get; init; } = [];
}

/// <summary>What one fit found.</summary>
/// <param name="LearntOn">What it was learnt on.</param>
/// <param name="Values">In the order of the row's, mean over the seeds; null where it was not measured.</param>
public sealed record ReproducedFit(string LearntOn, ImmutableArray<double?> Values);
