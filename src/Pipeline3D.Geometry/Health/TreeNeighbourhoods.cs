using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Health;

/// <summary>Neighbourhoods in a plain cloud, by exact search.</summary>
internal static class TreeNeighbourhoods
{
    // Squared distances up to this many times the size stay finite and precise in float32.
    private const double Farthest = 1e6;

    /// <summary>Looks at the surface in some places.</summary>
    /// <param name="cloud">The points.</param>
    /// <param name="readings">Those with a reading.</param>
    /// <param name="places">Those of them to look at.</param>
    /// <param name="centre">Centre of the readings.</param>
    /// <param name="size">Longest side of the readings' box, outliers apart.</param>
    /// <remarks>The readings are moved to the origin and scaled to unit size first, so that neither huge nor tiny
    /// coordinates leave the range of float32. Cost: O(n log n).</remarks>
    public static SurfaceSample Of(PointCloud cloud, ReadOnlySpan<int> readings, ReadOnlySpan<int> places,
        Vector3d centre, double size)
    {
        double unit = size > 0 ? size : 1;
        PointCloud all = Normalised(cloud, readings, centre, unit), some = Normalised(cloud, places, centre, unit);
        var sample = new SurfaceSample();
        if (all.Count < 2)
            return sample;
        int others = Math.Min(SurfaceSample.Neighbours, all.Count - 1), perPlace = others + 1;
        NearestNeighbours found = new KdTree(all, 1).Nearest(some, perPlace, 1);
        Span<Vector3d> offsets = stackalloc Vector3d[SurfaceSample.Neighbours];
        for (int i = 0; i < some.Count; i++)
        {
            Vector3d place = Vector3d.Of(some, i);
            // The place is among its neighbours, at distance 0: the first, or one that coincides with it.
            for (int j = 0; j < others; j++)
                offsets[j] = Vector3d.Of(all, found.Index[(i * perPlace) + j + 1]) - place;
            sample.Add(offsets[..others]);
        }
        return sample.Times(unit);
    }

    private static PointCloud Normalised(PointCloud cloud, ReadOnlySpan<int> chosen, Vector3d centre, double unit)
    {
        var normalised = new PointCloud(chosen.Length);
        Scale(cloud.X, chosen, centre.X, unit, normalised.X);
        Scale(cloud.Y, chosen, centre.Y, unit, normalised.Y);
        Scale(cloud.Z, chosen, centre.Z, unit, normalised.Z);
        return normalised;
    }

    private static void Scale(ReadOnlySpan<float> values, ReadOnlySpan<int> chosen, double centre, double unit,
        Span<float> scaled)
    {
        for (int i = 0; i < chosen.Length; i++)
            scaled[i] = (float)Math.Clamp((values[chosen[i]] - centre) / unit, -Farthest, Farthest);
    }
}
