using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A number for each point of a cloud, made of one seed, so that a draw can be written down.</summary>
internal static class PointNoise
{
    /// <summary>Uniform in [-1, 1); shape [count].</summary>
    public static float[] Uniform(ulong seed, int count)
    {
        var random = new SplitMix64(seed);
        var noise = new float[count];
        for (int i = 0; i < count; i++)
            noise[i] = (float)random.Between(-1, 1);
        return noise;
    }

    /// <summary>Standard normal within 3 deviations; shape [count].</summary>
    public static float[] Normal(ulong seed, int count)
    {
        var random = new SplitMix64(seed);
        var noise = new float[count];
        for (int i = 0; i < count; i++)
            noise[i] = (float)Math.Clamp(random.NextNormal(), -3, 3);
        return noise;
    }
}
