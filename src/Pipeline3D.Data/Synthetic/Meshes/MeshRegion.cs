using System.Numerics;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Data.Synthetic.Meshes;

/// <summary>Where a mesh is to be fine: each tells whether a ball reaches the region.</summary>
internal static class MeshRegion
{
    // A margin, so that the border of the region is fine on both sides.
    private const float Margin = 1.1f;

    public static Func<Vector3, float, bool> Ball(Vector3 centre, float radius)
        => (place, reach) => Vector3.Distance(place, centre) < Margin * radius + reach;

    public static Func<Vector3, float, bool> Band(Vector3 place, Vector3 normal, float half)
        => (at, reach) => MathF.Abs(Vector3.Dot(at - place, normal)) < Margin * half + reach;

    public static Func<Vector3, float, bool> Beyond(Vector3 place, Vector3 normal)
        => (at, reach) => Vector3.Dot(at - place, normal) > -reach;

    public static Func<Vector3, float, bool> Tube(CrackDraw crack)
        => (place, reach) => crack.Distance(place) < Margin * crack.Width + reach;
}
