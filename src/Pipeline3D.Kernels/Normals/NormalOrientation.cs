using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Kernels.Normals;

/// <summary>Which of its two directions a normal takes.</summary>
/// <param name="Sign">0: as the eigen solver gives it; 1: towards the place; -1: away from it.</param>
/// <param name="Place">Where a camera stands, or the middle of an object; in the unit of the coordinates.</param>
public readonly record struct NormalOrientation(int Sign, Vector3d Place)
{
    /// <summary>As the eigen solver gives it.</summary>
    public static NormalOrientation None => default;

    /// <summary>Towards a camera; see <see cref="Geometry.Descriptors.SurfaceNormals.OrientTowards"/>.</summary>
    public static NormalOrientation Towards(Vector3d camera) => new(1, camera);

    /// <summary>Away from the centroid; see <see cref="Geometry.Descriptors.SurfaceNormals.OrientOutwards"/>.</summary>
    public static NormalOrientation Outwards(PointCloud cloud) => new(-1, Vector3d.MeanOf(cloud));

    /// <summary>Turns normals of the cores.</summary>
    internal void Apply(PointCloud normals, PointCloud cloud)
    {
        if (Sign > 0)
            Geometry.Descriptors.SurfaceNormals.OrientTowards(normals, cloud, Place);
        else if (Sign < 0)
            Geometry.Descriptors.SurfaceNormals.OrientOutwards(normals, cloud);
    }
}
