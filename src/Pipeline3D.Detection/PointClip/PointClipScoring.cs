using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.PointClip;

/// <summary>Logits of whole objects and of points from features of depth views.</summary>
/// <remarks>Source: PointCLIP V2 as released: every view has a weight, and what views say of a point is added up.
/// </remarks>
internal static class PointClipScoring
{
    /// <summary>What cosines are multiplied by: the scale of CLIP's own logits.</summary>
    public const float Factor = 100;

    private const int Window = 6, Before = 2;

    /// <summary>Probability of the anomalous prompt: softmax of both mean cosines divided by 0.07, over views for the
    /// scan and over the seeing views for a point; 0 for a point that no view sees.</summary>
    /// <param name="views">Features of the views.</param>
    /// <param name="seen">Which points they see, at pixels of 224.</param>
    /// <param name="weights">Shape [v].</param>
    /// <param name="direction">Anomalous minus normal prompt: only the difference of two logits counts.</param>
    public static Scores Score(PictureFeatures views, SeenPoints seen, float[] weights, float[] direction)
    {
        double whole = OfObject(views.Classes(), weights, direction),
            all = Factor * weights.Sum() / Math.Sqrt(weights.Length);
        double[] points = OfPoints(views, seen, weights, direction), of = WeightsOf(seen, weights);
        var scores = new float[points.Length];
        for (int i = 0; i < scores.Length; i++)
            if (of[i] > 0)
                scores[i] = Probability(points[i] / (Factor * of[i]));
        return new Scores(Probability(whole / all), seen.Spread(scores));

        static float Probability(double cosine) => (float)Similarity.Sigmoid(cosine / Similarity.Temperature);
    }

    /// <summary>Logit of the whole object for one text.</summary>
    /// <param name="classes">Features of the views' pictures, of length 1; shape [v, e].</param>
    /// <param name="weights">Shape [v].</param>
    /// <param name="text">Of length 1; shape [e].</param>
    /// <remarks>100 / sqrt(v) times the weighted sum of cosines: the code normalises texts that were repeated over the
    /// views.</remarks>
    public static double OfObject(ReadOnlySpan<float> classes, ReadOnlySpan<float> weights, ReadOnlySpan<float> text)
    {
        double[] cosines = Similarity.Logits(classes, text, temperature: 1);
        double sum = 0;
        for (int view = 0; view < cosines.Length; view++)
            sum += weights[view] * cosines[view];
        return Factor / Math.Sqrt(cosines.Length) * sum;
    }

    /// <summary>Logits of points for one text: sums over the views that see each.</summary>
    /// <param name="views">Features of the views' patches, of length 1; shape [g * g, e] each.</param>
    /// <param name="seen">Which points each view sees, at pixels of 224.</param>
    /// <param name="weights">Shape [v].</param>
    /// <param name="text">Of length 1; shape [e].</param>
    /// <returns>Shape [m]; 0 for a point that no view sees.</returns>
    public static double[] OfPoints(PictureFeatures views, SeenPoints seen, ReadOnlySpan<float> weights, float[] text)
    {
        int side = views.Side;
        var grid = new PatchGrid(side, DepthViews.Size);
        var sums = new double[seen.Own.Length];
        for (int view = 0; view < views.Pictures; view++)
        {
            using RentedFloats tokens = views.Rent(layer: 0, view);
            float[] map = Averaged(Array.ConvertAll(Similarity.Logits(tokens.Span, text, temperature: 1),
                cosine => (float)(Factor * cosine)), side);
            for (int i = 0; i < seen.Points[view].Length; i++)
                sums[seen.Points[view][i]] += weights[view] * grid.At(map, seen.Pixels[view][i]);
        }
        return sums;
    }

    /// <summary>Weights of the views that see each point, added up; shape [m].</summary>
    public static double[] WeightsOf(SeenPoints seen, ReadOnlySpan<float> weights)
    {
        var sums = new double[seen.Own.Length];
        for (int view = 0; view < weights.Length; view++)
            foreach (int point in seen.Points[view])
                sums[point] += weights[view];
        return sums;
    }

    // Mean of 6 x 6 patches, two before and three after; the rim is repeated.
    private static float[] Averaged(float[] map, int side)
    {
        var mean = new float[map.Length];
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
            {
                double sum = 0;
                for (int i = 0; i < Window * Window; i++)
                    sum += map[(Math.Clamp(row - Before + (i / Window), 0, side - 1) * side)
                        + Math.Clamp(column - Before + (i % Window), 0, side - 1)];
                mean[(row * side) + column] = (float)(sum / (Window * Window));
            }
        return mean;
    }
}
