using ILGPU;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Feature rows on a device, column by column: threads that work on neighbouring rows read neighbouring
/// values.</summary>
internal static class DeviceRows
{
    /// <summary>The values of rows as shape [d, n], until the program ends.</summary>
    public static ArrayView<float> Transposed(DeviceLane lane, FeatureMatrix rows)
        => Transposed(lane, rows, lane.Rent<float>(rows.Values.Length));

    /// <summary>The values of rows as shape [d, n].</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="rows">Shape [n, d].</param>
    /// <param name="target">Shape [d, n]; overwritten.</param>
    public static ArrayView<float> Transposed(DeviceLane lane, FeatureMatrix rows, ArrayView<float> target)
    {
        lane.Launch(Transpose.Run, rows.Values.Length, new Transpose
        {
            From = lane.Copy<float>(rows.Values), To = target, Rows = rows.Rows, Columns = rows.Columns,
        });
        return target;
    }
}
