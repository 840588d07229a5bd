namespace Pipeline3D.Detection.Clip.Losses;

/// <summary>Cross entropy of whole pictures and whole objects, and its derivatives by the logits of pictures.</summary>
internal static class LabelLoss
{
    /// <summary>Mean over pictures.</summary>
    /// <param name="logits">Anomalous minus normal, per picture.</param>
    /// <param name="labels">Whether each is anomalous.</param>
    /// <param name="byLogit">Derivatives; added to.</param>
    public static double OfPictures(ReadOnlySpan<double> logits, ReadOnlySpan<bool> labels, Span<double> byLogit)
    {
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            sum += CrossEntropy(logits[i], labels[i]);
            byLogit[i] += Slope(logits[i], labels[i]) / logits.Length;
        }
        return sum / logits.Length;
    }

    /// <summary>Mean over objects of as many pictures each, learnt as a bag of pictures.</summary>
    /// <param name="logits">Anomalous minus normal, per picture: object by object, view by view.</param>
    /// <param name="labels">Whether each object is anomalous.</param>
    /// <param name="grouping">What is averaged.</param>
    /// <param name="byLogit">Derivatives; added to.</param>
    public static double OfObjects(ReadOnlySpan<double> logits, ReadOnlySpan<bool> labels, ViewGrouping grouping,
        Span<double> byLogit)
    {
        int objects = labels.Length, views = logits.Length / objects;
        double sum = 0;
        for (int i = 0; i < objects; i++)
        {
            double mean = 0;
            for (int k = 0; k < views; k++)
                mean += (grouping == ViewGrouping.Probability ? Similarity.Sigmoid(logits[At(i, k)]) : logits[At(i, k)])
                    / views;
            if (grouping == ViewGrouping.Probability)
            {
                double chosen = labels[i] ? mean : 1 - mean;
                sum -= Math.Log(chosen);
                for (int k = 0; k < views; k++)
                {
                    double p = Similarity.Sigmoid(logits[At(i, k)]);
                    byLogit[At(i, k)] += (labels[i] ? -1 : 1) / chosen * p * (1 - p) / views / objects;
                }
                continue;
            }
            sum += CrossEntropy(mean, labels[i]);
            for (int k = 0; k < views; k++)
                byLogit[At(i, k)] += Slope(mean, labels[i]) / views / objects;
        }
        return sum / objects;

        int At(int item, int view) => grouping == ViewGrouping.Chunk ? (view * objects) + item : (item * views) + view;
    }

    private static double CrossEntropy(double logit, bool isAnomalous)
    {
        double wrong = isAnomalous ? -logit : logit;
        return Math.Max(wrong, 0) + Math.Log(1 + Math.Exp(-Math.Abs(wrong)));
    }

    private static double Slope(double logit, bool isAnomalous) => Similarity.Sigmoid(logit) - (isAnomalous ? 1 : 0);
}
