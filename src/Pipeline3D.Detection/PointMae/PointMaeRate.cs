using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.PointMae;

/// <summary>Learning rates of a Point-MAE pretraining.</summary>
/// <remarks>Source: the authors' code: half a cosine down to 1e-6, after a linear warm-up from 1e-6. The schedule is
/// stepped after each epoch with that epoch's own number, so the first two epochs run at the lowest rate.</remarks>
internal static class PointMaeRate
{
    private const double Least = 1e-6;

    /// <summary>The rate of an epoch.</summary>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    /// <param name="highest">The rate that the cosine begins at.</param>
    /// <param name="warmUp">Epochs of warm-up.</param>
    /// <param name="whole">Epochs of the cosine, the warm-up among them.</param>
    public static double Of(int epoch, double highest, int warmUp, int whole)
    {
        int step = Math.Max(0, epoch - 1);
        return step < warmUp ? Least + (step * (highest - Least) / warmUp)
            : step >= whole ? Least : Least + ((highest - Least) * HalfCosine.At((double)step / whole));
    }
}
