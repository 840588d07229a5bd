using Pipeline3D.Networks;
using Pipeline3D.Networks.Dsr;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>DSR's anomalies in the space of codes: places take codes that look alike, but not too much, or blocks of
/// the map change places.</summary>
/// <remarks>Source: Zavrtanik et al. 2022, as the public code of 3DSR.</remarks>
internal static class FeatureAnomalies
{
    private const double NearestDropped = 0.05;

    /// <summary>A mask at the size of a level: 1 where any pixel below is.</summary>
    /// <param name="mask">Shape [b, 1, h, w].</param>
    /// <param name="ratio">Pixels of a place's side, which divides h and w.</param>
    public static Tensor Pooled(Tensor mask, long ratio) => nn.functional.max_pool2d(mask, ratio);

    /// <summary>A pooled mask at the size of the picture again: what the segmentation shall find, since a code cannot
    /// be anomalous in part.</summary>
    /// <param name="pooled">What <see cref="Pooled"/> gave.</param>
    /// <param name="ratio">Pixels of a place's side.</param>
    public static Tensor Label(Tensor pooled, long ratio) => nn.functional.interpolate(pooled,
        size: [ratio * pooled.shape[2], ratio * pooled.shape[3]], mode: InterpolationMode.Nearest);

    /// <summary>Replaces codes under a mask by others that are near the features there.</summary>
    /// <param name="features">Shape [b, d, h, w]: before they were quantised.</param>
    /// <param name="quantised">Of the same shape: the codes.</param>
    /// <param name="codes">Shape [K, d].</param>
    /// <param name="mask">Shape [b, 1, h, w]: 1 where codes are replaced.</param>
    /// <param name="strengths">Share of the codebook that is near enough, one for each sample; the nearest twentieth is
    /// too near.</param>
    /// <param name="draw">A number in [0, 1) for a sample and a place: which of those it becomes.</param>
    /// <returns>Shape [b, d, h, w].</returns>
    public static Tensor Replace(Tensor features, Tensor quantised, Tensor codes, Tensor mask,
        IReadOnlyList<double> strengths, Func<int, int, double> draw)
    {
        int places = checked((int)(quantised.shape[2] * quantised.shape[3])), count = (int)codes.shape[0],
            dropped = (int)(NearestDropped * count);
        float[] marks = Tensors.ToFloats(mask);
        Tensor rows = VectorQuantiser.Rows(quantised).clone(), given = VectorQuantiser.Rows(features);
        for (int sample = 0; sample < strengths.Count; sample++)
        {
            int first = sample * places;
            long[] marked = [.. Enumerable.Range(0, places).Where(place => marks[first + place] != 0)
                .Select(place => (long)place)];
            if (marked.Length == 0)
                continue;
            Tensor at = Tensors.From([.. marked.Select(place => first + place)], marked.Length);
            // With few codes the nearest twentieth may be all that is near enough; then the next one is taken.
            int near = Math.Max(Math.Clamp((int)(strengths[sample] * count) + 1, 1, count - 1), dropped + 1);
            (_, Tensor order) = VectorQuantiser.Distances(given.index_select(0, at), codes)
                .topk(near, 1, largest: false, sorted: true);
            long[] picks = [.. marked.Select(place => dropped
                + (long)(draw(sample, (int)place) * (near - dropped)))];
            rows.index_copy_(0, at, codes.index_select(0, order.gather(1, Tensors.From(picks, marked.Length, 1))
                .view(-1)));
        }
        return VectorQuantiser.Map(rows, quantised);
    }

    /// <summary>Lets blocks of a map change places under a mask.</summary>
    /// <param name="quantised">Shape [b, d, h, w]; the block's side divides h and w.</param>
    /// <param name="mask">Shape [b, 1, h, w].</param>
    /// <param name="block">Side of a block, places.</param>
    /// <param name="order">Which block comes to each place: a permutation of all of them, row by row.</param>
    public static Tensor Shuffle(Tensor quantised, Tensor mask, int block, IReadOnlyList<int> order)
    {
        (int height, int width) = ((int)quantised.shape[2], (int)quantised.shape[3]);
        int across = width / block;
        var from = new long[height * width];
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
            {
                int source = order[(row / block * across) + (column / block)];
                from[(row * width) + column] = (((source / across * block) + (row % block)) * width)
                    + (source % across * block) + (column % block);
            }
        Tensor moved = quantised.flatten(2).index_select(2, Tensors.From(from, from.Length)).view(quantised.shape);
        return where(mask != 0, moved, quantised);
    }
}
