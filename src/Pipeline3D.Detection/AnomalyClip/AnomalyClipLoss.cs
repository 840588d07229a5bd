using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>AnomalyCLIP's loss of a batch of pictures as a function of the prompts' features, with its
/// derivative.</summary>
/// <remarks>Source: AnomalyCLIP's code: cross entropy of the whole pictures plus lambda times the sum over layers of
/// focal and both dice losses. The result does not depend on threads.</remarks>
/// <param name="grid">Enlargement of the patches.</param>
/// <param name="lambda">Weight of the maps; 4 in the code.</param>
internal sealed class AnomalyClipLoss(PatchGrid grid, double lambda)
{
    /// <summary>The loss as prompts are learnt by it.</summary>
    public static PromptLoss<AnomalyClipSample> Of(PatchGrid grid, double lambda)
    {
        var loss = new AnomalyClipLoss(grid, lambda);
        return (batch, text, byText, threads, stop) =>
        {
            (double image, double local) = loss.Run([.. batch.Select(sample => sample.Pictures)],
                [.. batch.Select(sample => sample.IsAnomalous == true)], [.. batch.Select(sample => sample.Mask)], text,
                byText, threads, stop);
            return image + local;
        };
    }

    /// <summary>The two parts of the loss, and the derivative of their sum.</summary>
    /// <param name="scans">As many pictures of each, with the layers that count.</param>
    /// <param name="labels">Whether each scan is anomalous.</param>
    /// <param name="masks">Where the pictures of each show a defect.</param>
    /// <param name="text">Features of both prompts; shape [2, e], of any length.</param>
    /// <param name="byText">Shape [2, e]; overwritten.</param>
    /// <param name="threads">Most threads; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Cross entropy, and lambda times the maps' losses.</returns>
    public (double Image, double Local) Run(IReadOnlyList<PictureFeatures> scans, bool[] labels,
        IReadOnlyList<bool[]> masks, ReadOnlySpan<float> text, Span<float> byText, int threads, CancellationToken stop)
    {
        float[] direction = Similarity.Direction(text);
        int layers = scans[0].Layers, views = scans[0].Pictures, pictures = scans.Count * views,
            rows = pictures * layers;
        var losses = new double[rows];
        var gradients = new double[rows][];
        Ranges.Run(rows, 1, (i, _) =>
        {
            (int picture, int layer) = Math.DivRem(i, layers);
            using RentedFloats tokens = scans[picture / views].Rent(layer, picture % views);
            float[] map = Similarity.Anomalous(tokens.Span, direction);
            var byMap = new double[map.Length];
            losses[i] = PictureLoss.Of(grid, map, masks[picture / views], byMap).Sum;
            for (int k = 0; k < map.Length; k++)
                byMap[k] *= lambda / pictures * map[k] * (1.0 - map[k]);
            gradients[i] = new double[direction.Length];
            Similarity.AddGradient(tokens.Span, byMap, gradients[i]);
        }, threads, stop);
        var gradient = new double[direction.Length];
        foreach (double[] row in gradients)
            for (int k = 0; k < gradient.Length; k++)
                gradient[k] += row[k];
        float[] classes = [.. scans.SelectMany(scan => scan.Classes())];
        var byLogit = new double[pictures];
        bool[] ofPictures = [.. labels.SelectMany(label => Enumerable.Repeat(label, views))];
        double image = LabelLoss.OfPictures(Similarity.Logits(classes, direction), ofPictures, byLogit);
        Similarity.AddGradient(classes, byLogit, gradient);
        Similarity.ToText(text, gradient, byText);
        return (image, lambda * losses.Sum() / pictures);
    }
}
