using System.Collections.Immutable;

namespace Pipeline3D.Detection.Contracts;

/// <summary>How a method is used where a model of one category's normal scans scores all other categories: as many
/// trials as there are pairs of two categories.</summary>
public sealed record ZeroShotHabits
{
    /// <summary>The categories, a fit each.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Whether this is what the method's paper did, so that a reproduction does it unasked.</summary>
    public bool IsProtocol { get; init; }

    /// <summary>Ids of methods that a reproduction runs beside this one.</summary>
    public ImmutableArray<string> Beside { get; init; } = [];

    /// <summary>Tables of papers.</summary>
    public ImmutableArray<PublishedTrials> Published { get; init; } = [];
}

/// <summary>A published table of trials.</summary>
/// <param name="Source">Where it stands, for example <c>Table 7</c> of a paper.</param>
/// <param name="Metric">Name of the metric as in metrics.json.</param>
/// <param name="Trials">By the category that was learnt, then by the one that was scored, 0 to 1; <c>mean</c> for the
/// mean of a line.</param>
public sealed record PublishedTrials(string Source, string Metric,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, double>> Trials)
{
    /// <summary>Categories that the means are over; 0 for those of each line.</summary>
    public int Categories { get; init; }

    /// <summary>Options that the table was made with, where they differ from the protocol's.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Why no run here is like the table, a sentence; empty when one may be.</summary>
    public string Apart { get; init; } = "";

    /// <summary>The table's lines.</summary>
    public IEnumerable<PublishedRow> Rows() => Trials.Select(line => new PublishedRow(Source, Metric, line.Value)
    {
        Categories = Categories, Options = Options, Apart = Apart, LearntOn = line.Key,
    });
}
