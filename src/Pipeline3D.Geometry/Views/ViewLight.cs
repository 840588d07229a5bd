using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Views;

/// <summary>The light of Open3D's viewer: white Phong lights at twice the object's extent before and behind it, two
/// each; kernels use it too.</summary>
internal static class ViewLight
{
    private const double Diffuse = 0.66, Specular = 0.2;

    /// <summary>Grey of a point as a view shows it, 0 to 255.</summary>
    /// <param name="camera">The view's camera.</param>
    /// <param name="point">The point.</param>
    /// <param name="direction">Its normal, of any length and sign.</param>
    /// <param name="extent">Largest side of the turned cloud's box.</param>
    /// <param name="grey">Brightness of the surface, 0 to 1.</param>
    /// <param name="strength">Factor of all lights.</param>
    public static int Grey(
        in ViewProjector camera, Vector3d point, Vector3d direction, double extent, double grey,
        double strength)
    {
        Vector3d place = camera.Turned(point), normal = camera.TurnedDirection(direction).Normalised();
        Vector3d toEye = (new Vector3d(0, 0, camera.Distance) - place).Normalised();
        double light = Lit(place, normal, toEye, 2 * extent, grey) + Lit(place, normal, toEye, -2 * extent, grey);
        return (int)((255 * Math.Min(Math.Max(strength * light, 0), 1)) + 0.5);
    }

    // Both lights of one side.
    private static double Lit(Vector3d place, Vector3d normal, Vector3d toEye, double lightZ, double grey)
    {
        Vector3d toLight = (new Vector3d(0, 0, lightZ) - place).Normalised();
        double cosine = Vector3d.Dot(normal, toLight);
        if (!(cosine > 0))
            return 0;
        double shine = Math.Max(0, Vector3d.Dot((2 * cosine * normal) - toLight, toEye));
        // Shininess 100 by squaring: a device's own power function is less accurate.
        double power4 = shine * shine * shine * shine, power8 = power4 * power4, power16 = power8 * power8,
            power32 = power16 * power16;
        return 2 * ((Diffuse * grey * cosine) + (Specular * power32 * power32 * power32 * power4));
    }
}
