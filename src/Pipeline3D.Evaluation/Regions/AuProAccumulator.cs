namespace Pipeline3D.Evaluation.Regions;

/// <summary>Collects the score maps of one category, image by image, for AU-PRO and the other pixel metrics.</summary>
/// <remarks>
/// Thread-safe. An image is reduced to its sorted normal scores and the scores of its regions on the calling thread, so
/// maps need not be kept. The outcome is bit-equal for any order of arrival, because images are sorted by id at
/// completion.
/// </remarks>
public sealed class AuProAccumulator
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImageScores> _images = new(StringComparer.Ordinal);

    /// <summary>Adds one image.</summary>
    /// <param name="scores">Shape [height, width]; higher = more anomalous.</param>
    /// <param name="truth">Shape [height, width]; 0 = normal, anything else = anomalous.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="imageId">Unique within the category.</param>
    /// <remarks>Cost: O(pixels).</remarks>
    /// <exception cref="ArgumentException">The sizes differ, or the id was added before.</exception>
    /// <exception cref="NaNScoreException">A score is NaN.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<byte> truth, int width, int height, string imageId)
        => Add(ImageScores.OnGrid(imageId, scores, truth, width, height));

    /// <summary>Adds one cloud whose anomalous points are grouped already, for example by <see
    /// cref="AuProGraph"/>.</summary>
    /// <param name="scores">Shape [n]; higher = more anomalous.</param>
    /// <param name="regions">Shape [n]; 0 = normal, 1..r = the region of an anomalous point, without gaps.</param>
    /// <param name="cloudId">Unique within the category.</param>
    /// <exception cref="ArgumentException">The lengths differ, a region is missing, or the id was added
    /// before.</exception>
    /// <exception cref="NaNScoreException">A score is NaN.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> regions, string cloudId)
        => Add(ImageScores.WithRegions(cloudId, scores, regions));

    /// <summary>The scores so far, pooled in the order of their ids. Cost: O(pixels).</summary>
    public PooledScores Complete()
    {
        lock (_gate)
            return new PooledScores(_images.Values);
    }

    private void Add(ImageScores image)
    {
        lock (_gate)
            if (!_images.TryAdd(image.Id, image))
                throw new ArgumentException(
                    $"{image.Id}: this image was added before; ids must be unique within a category");
    }
}
