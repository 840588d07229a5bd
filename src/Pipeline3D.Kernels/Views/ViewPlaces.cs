using ILGPU;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;

namespace Pipeline3D.Kernels.Views;

/// <summary>What the kernels of views share.</summary>
internal static class ViewPlaces
{
    /// <summary>A place or direction of a cloud, as double.</summary>
    public static Vector3d At(CloudView cloud, int index) => new(cloud.X[index], cloud.Y[index], cloud.Z[index]);

    /// <summary>Bits of a depth; non-negative doubles order like them.</summary>
    public static ulong BitsOf(double depth) => (ulong)BitConverter.DoubleToInt64Bits(depth);
}
