using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Clouds;

/// <summary>Clouds in the frame that networks on points learn in: about their mean, the farthest point at distance
/// 1.</summary>
internal static class UnitCloud
{
    /// <summary>The cloud in that frame.</summary>
    /// <returns>The moved points; all at the origin where they coincide.</returns>
    public static PointCloud Of(PointCloud cloud)
    {
        PointCloud centred = Rigid.Translated(cloud, -Vector3d.MeanOf(cloud));
        double squared = 0;
        for (int i = 0; i < centred.Count; i++)
        {
            Vector3d place = Vector3d.Of(centred, i);
            squared = Math.Max(squared, Vector3d.Dot(place, place));
        }
        double radius = squared > 0 ? Math.Sqrt(squared) : 1;
        Divide(centred.X, radius);
        Divide(centred.Y, radius);
        Divide(centred.Z, radius);
        return centred;
    }

    private static void Divide(Span<float> values, double by)
    {
        foreach (ref float value in values)
            value = (float)(value / by);
    }
}
