using System.Collections.Immutable;

namespace Pipeline3D.Evaluation.Results;

/// <summary>The outcome of an evaluation.</summary>
/// <param name="Categories">One entry per category, in ordinal order of the names.</param>
/// <param name="Mean">Unweighted mean over the categories in which a metric exists; counts are sums.</param>
/// <param name="Remarks">What a reader should know: metrics that were undefined and left out of the mean, with the
/// reason.</param>
/// <param name="Options">What was asked for: an interval means nothing without its confidence.</param>
public sealed record EvaluationResult(ImmutableArray<CategoryMetrics> Categories, CategoryMetrics Mean,
    ImmutableArray<string> Remarks, EvaluationOptions Options)
{
    /// <summary>What stands behind a mean that is not one over all categories, such as <c> (1 of 3 categories)</c>;
    /// empty for others.</summary>
    internal string MeanNote(string metric)
    {
        int told = Categories.Count(category => category.ByName().First(pair
            => pair.Key == metric).Value.Value is not null);
        return told == 0 || told == Categories.Length ? "" : $" ({told} of {Categories.Length} categories)";
    }
}
