using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Where a network with random weights is active in a scan: the places of interest.</summary>
/// <remarks>Source: the supplement of Wang and others 2025, sections F and G: a network that learnt nothing is active
/// where objects have their features. Reconstructed: mean of the last stage's channels, enlarged bilinearly, brought to
/// 0 to 1.</remarks>
internal static class BiasMap
{
    /// <summary>The map of an activation.</summary>
    /// <param name="activation">Shape [channels, height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="isValid">Whether each pixel of the map has a reading; those without are 0.</param>
    /// <param name="rows">Rows of the map.</param>
    /// <param name="columns">Columns of the map.</param>
    /// <returns>Shape [rows, columns], 0 to 1; all 0 where the activation is everywhere the same.</returns>
    public static float[] Of(ReadOnlySpan<float> activation, int height, int width, ReadOnlySpan<bool> isValid,
        int rows, int columns)
    {
        int size = height * width, channels = activation.Length / size;
        var mean = new float[size];
        for (int i = 0; i < size; i++)
        {
            double sum = 0;
            for (int channel = 0; channel < channels; channel++)
                sum += activation[(channel * size) + i];
            mean[i] = (float)(sum / channels);
        }
        var map = new float[rows * columns];
        GridResize.Bilinear(mean, height, width, map, rows, columns);
        (float low, float high) = (map.Min(), map.Max());
        for (int i = 0; i < map.Length; i++)
            map[i] = isValid[i] && high > low ? (map[i] - low) / (high - low) : 0;
        return map;
    }

    /// <summary>The pixels of the highest activation.</summary>
    /// <param name="map">The map.</param>
    /// <param name="isValid">Whether each pixel has a reading; others are none.</param>
    /// <param name="tau">Share of all pixels.</param>
    /// <returns>Pixels by falling activation, ties by index; one at least where there is a reading.</returns>
    public static int[] Candidates(ReadOnlySpan<float> map, ReadOnlySpan<bool> isValid, double tau)
    {
        var valid = new List<int>();
        for (int i = 0; i < map.Length; i++)
            if (isValid[i])
                valid.Add(i);
        float[] values = map.ToArray();
        int count = Math.Min(valid.Count, Math.Max(1, (int)(tau * map.Length)));
        return [.. valid.OrderByDescending(pixel => values[pixel]).Take(count)];
    }
}
