using System.Collections.Immutable;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Results;

/// <summary>Collects scored test samples of any number of categories and computes all metrics at the end.</summary>
/// <remarks>
/// Thread-safe; maps are summarised on the calling thread and not kept (4 bytes per pixel stay). The result is
/// bit-equal for any order of arrival. A metric of which a category lacks a class is undefined there, with its reason,
/// and left out of the mean; a NaN score is an error that names the sample.
/// </remarks>
public sealed class MetricsAccumulator
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Dictionary<string,
        EvaluatedSample>> _categories = new(StringComparer.Ordinal);

    /// <summary>Adds a sample scored pixel by pixel on a grid.</summary>
    /// <param name="id">Unique within the category, for example <c>bagel/test/hole/007</c>.</param>
    /// <param name="category">Category whose metrics the sample belongs to.</param>
    /// <param name="isAnomalous">The sample's label.</param>
    /// <param name="imageScore">Score of the whole sample; higher = more anomalous.</param>
    /// <param name="scores">Shape [height, width]; higher = more anomalous.</param>
    /// <param name="truth">Shape [height, width]; 0 = normal, anything else = anomalous; empty = all normal, for a
    /// normal sample without a mask.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ArgumentException">The sizes differ, an anomalous sample has no truth, or the id was added
    /// before.</exception>
    /// <exception cref="NaNScoreException">A score is NaN.</exception>
    public void Add(string id, string category, bool isAnomalous, float imageScore,
        ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, int width, int height)
        => Add(category, isAnomalous, imageScore,
            ImageScores.OnGrid(id, scores, TruthOrNormal(id, isAnomalous, truth, scores.Length), width, height));

    /// <summary>Adds a sample scored point by point, without a grid: it has no regions, so no AU-PRO.</summary>
    /// <param name="id">Unique within the category.</param>
    /// <param name="category">Category whose metrics the sample belongs to.</param>
    /// <param name="isAnomalous">The sample's label.</param>
    /// <param name="imageScore">Score of the whole sample; higher = more anomalous.</param>
    /// <param name="scores">Shape [n]; higher = more anomalous.</param>
    /// <param name="truth">Shape [n]; 0 = normal, anything else = anomalous; empty = all normal, for a normal
    /// sample.</param>
    /// <exception cref="ArgumentException">The lengths differ, an anomalous sample has no truth, or the id was added
    /// before.</exception>
    /// <exception cref="NaNScoreException">A score is NaN.</exception>
    public void AddCloud(string id, string category, bool isAnomalous, float imageScore,
        ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth)
        => Add(category, isAnomalous, imageScore,
            ImageScores.WithoutRegions(id, scores, TruthOrNormal(id, isAnomalous, truth, scores.Length)));

    /// <summary>Adds a sample that has a score as a whole but none per pixel.</summary>
    /// <exception cref="ArgumentException">The id was added before.</exception>
    /// <exception cref="NaNScoreException">The score is NaN.</exception>
    public void AddImage(string id, string category, bool isAnomalous, float imageScore)
        => Add(category, new EvaluatedSample(id, isAnomalous, imageScore, null));

    /// <summary>Computes the metrics of what was added so far; those per pixel only where every sample of a category
    /// has pixel scores.</summary>
    /// <remarks>Cost: O(pixels) once, plus O(resamples * images * 512) for the intervals.</remarks>
    public EvaluationResult Complete(EvaluationOptions? options = null) => Evaluate(Samples(), options ?? new());

    /// <summary>The curves of what was added so far, one entry per category in ordinal order of the names.</summary>
    /// <param name="maxVertices">Most vertices per curve, at least 2.</param>
    /// <remarks>Cost: O(pixels).</remarks>
    public ImmutableArray<CategoryCurves> Curves(int maxVertices = 1000)
        => [.. Samples().Select(pair => CategoryCurves.Of(pair.Key, pair.Value, maxVertices))];

    /// <summary>The samples added so far, by category.</summary>
    internal IReadOnlyList<KeyValuePair<string, EvaluatedSample[]>> Samples()
    {
        lock (_gate)
            return [.. _categories.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Values.ToArray()))];
    }

    internal static EvaluationResult Evaluate(
        IEnumerable<KeyValuePair<string, EvaluatedSample[]>> categories, EvaluationOptions options)
    {
        CategoryEvaluation[] done = [.. categories.Select(
            pair => CategoryEvaluation.Of(pair.Key, pair.Value, options))];
        ImmutableArray<string> remarks =
        [
            .. from evaluation in done
               from metric in evaluation.Metrics.ByName()
               where metric.Value.WhyUndefined is not null
               select $"{evaluation.Metrics.Category}: {metric.Key} is undefined because {metric.Value.WhyUndefined}; "
                   + "it is left out of the mean",
        ];
        return new EvaluationResult([.. done.Select(e => e.Metrics)], CategoryEvaluation.Mean(done, options), remarks,
            options);
    }

    private static ReadOnlySpan<byte> TruthOrNormal(string id, bool isAnomalous, ReadOnlySpan<byte> truth, int length)
    {
        if (!truth.IsEmpty || length == 0)
            return truth;
        return !isAnomalous ? new byte[length] : throw new ArgumentException(
            $"{id}: the sample is anomalous but has no truth; leave out its pixel scores (AddImage) or give its mask",
                nameof(truth));
    }

    private void Add(string category, bool isAnomalous, float imageScore, ImageScores pixels)
        => Add(category, new EvaluatedSample(pixels.Id, isAnomalous, imageScore, pixels));

    private void Add(string category, EvaluatedSample sample)
    {
        if (float.IsNaN(sample.ImageScore))
            throw new NaNScoreException(sample.Id, -1);
        lock (_gate)
        {
            if (!_categories.TryGetValue(category, out Dictionary<string, EvaluatedSample>? samples))
                _categories.Add(category, samples = new Dictionary<string, EvaluatedSample>(StringComparer.Ordinal));
            if (!samples.TryAdd(sample.Id, sample))
                throw new ArgumentException(
                    $"{sample.Id}: this sample of {category} was added before; ids must be unique");
        }
    }
}
