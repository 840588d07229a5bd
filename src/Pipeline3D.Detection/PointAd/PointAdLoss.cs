using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Losses;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.PointAd;

/// <summary>PointAD's loss of a batch of objects as a function of the prompts' features, with its derivative.</summary>
/// <remarks>Source: PointAD, equations of the hybrid representation loss, in the order of its code. Pictures are
/// frozen, and of two classes only the difference of the prompts counts: the loss is a function of one direction, the
/// same that scores use. Maps stay patches; only the focal loss goes over pixels. The result does not depend on
/// threads.</remarks>
/// <param name="grid">Enlargement of the patches.</param>
/// <param name="parts">Parts of the loss that are used.</param>
/// <param name="grouping">How views become an object.</param>
/// <param name="countsBackground">Whether cells without a point count in the dice sums, as in the code.</param>
internal sealed class PointAdLoss(PatchGrid grid, LossParts parts, ViewGrouping grouping, bool countsBackground)
{
    /// <summary>The loss as prompts are learnt by it.</summary>
    public static PromptLoss<PointAdSample> Of(PatchGrid grid, LossParts parts, ViewGrouping grouping,
        DiceBackground background)
    {
        var loss = new PointAdLoss(grid, parts, grouping, background == DiceBackground.Code);
        return (batch, text, byText, threads, stop) => loss.Run(batch, text, byText, threads, stop).Total(parts);
    }

    /// <summary>The loss of a batch, all parts, and the derivative of those that are used.</summary>
    /// <param name="batch">Labelled objects with as many views each.</param>
    /// <param name="text">Features of both prompts; shape [2, e], of any length.</param>
    /// <param name="byText">Shape [2, e]; overwritten.</param>
    /// <param name="threads">Most threads; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    public PointAdLosses Run(IReadOnlyList<PointAdSample> batch, ReadOnlySpan<float> text, Span<float> byText,
        int threads, CancellationToken stop)
    {
        float[] direction = Similarity.Direction(text);
        int views = batch[0].Views.Pictures, rows = batch.Count * views;
        var row = new Row[rows];
        bool[] labels = [.. batch.SelectMany(sample => sample.Masks).Select(mask => mask.AsSpan().Contains(true))];
        Ranges.Run(rows, 1, (i, _) => row[i] = Row.Of(batch[i / views], i % views, direction, grid), threads, stop);
        var points = new PointLoss[batch.Count];
        var ofPoints = new double[rows][];
        Ranges.Run(batch.Count, 1, (i, _) =>
        {
            for (int view = 0; view < views; view++)
                ofPoints[(i * views) + view] = new double[grid.Patches];
            PointAdSample sample = batch[i];
            points[i] = PointLoss.Of(grid, sample.Seen, [.. row[(i * views)..((i + 1) * views)].Select(r => r.Map)],
                sample.PointTruth, countsBackground ? sample.Background : (0, 0),
                ofPoints.AsSpan(i * views, views).ToArray());
        }, threads, stop);

        double[] logits = [.. batch.SelectMany(sample => Similarity.Logits(sample.Views.Classes(), direction))];
        double[] byView = new double[rows], byObject = new double[rows];
        var losses = new PointAdLosses(LabelLoss.OfPictures(logits, labels, byView),
            LabelLoss.OfObjects(logits, [.. batch.Select(sample => sample.IsAnomalous == true)], grouping, byObject),
            row.Average(r => r.Loss.Focal), row.Average(r => r.Loss.DiceAnomalous), row.Average(r => r.Loss.DiceNormal),
            points.Average(p => p.DiceAnomalous), points.Average(p => p.DiceNormal));

        double perView = parts.HasFlag(LossParts.ViewMaps) ? 1.0 / rows : 0,
            perObject = parts.HasFlag(LossParts.Points) ? 1.0 / batch.Count : 0;
        Ranges.Run(rows, 1, (i, _) => row[i].Differentiate(perView, ofPoints[i], perObject), threads, stop);
        var gradient = new double[direction.Length];
        foreach (Row r in row)
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += r.Gradient[i];
        double[] byLogit = [.. byView.Select((value, i) => (parts.HasFlag(LossParts.ViewLabels) ? value : 0)
            + (parts.HasFlag(LossParts.ObjectLabels) ? byObject[i] : 0))];
        for (int i = 0; i < batch.Count; i++)
            Similarity.AddGradient(batch[i].Views.Classes(), byLogit.AsSpan(i * views, views), gradient);
        Similarity.ToText(text, gradient, byText);
        return losses;
    }

    /// <summary>One view of one object.</summary>
    private sealed class Row
    {
        private readonly PictureFeatures _features;
        private readonly int _view;
        private readonly List<float[]> _layers = [];
        private readonly double[] _byMap;

        private Row(PictureFeatures features, int view, PatchGrid grid) => (_features, _view, Map, _byMap)
            = (features, view, new float[grid.Patches], new double[grid.Patches]);

        /// <summary>Mean over layers of the probability of an anomaly.</summary>
        public float[] Map { get; }

        public PictureLoss Loss { get; private set; }

        public double[] Gradient { get; private set; } = [];

        public static Row Of(PointAdSample sample, int view, float[] direction, PatchGrid grid)
        {
            var row = new Row(sample.Views, view, grid);
            for (int layer = 0; layer < sample.Views.Layers; layer++)
            {
                using RentedFloats tokens = sample.Views.Rent(layer, view);
                float[] map = Similarity.Anomalous(tokens.Span, direction);
                row._layers.Add(map);
                for (int i = 0; i < map.Length; i++)
                    row.Map[i] += map[i] / sample.Views.Layers;
            }
            row.Loss = PictureLoss.Of(grid, row.Map, sample.Masks[view], row._byMap);
            row.Gradient = new double[direction.Length];
            return row;
        }

        public void Differentiate(double ofMap, double[] ofPoints, double perObject)
        {
            var byLogit = new double[Map.Length];
            for (int layer = 0; layer < _layers.Count; layer++)
            {
                float[] map = _layers[layer];
                for (int i = 0; i < map.Length; i++)
                    byLogit[i] = ((ofMap * _byMap[i]) + (perObject * ofPoints[i])) * map[i] * (1.0 - map[i])
                        / _layers.Count;
                using RentedFloats tokens = _features.Rent(layer, _view);
                Similarity.AddGradient(tokens.Span, byLogit, Gradient);
            }
        }
    }
}
