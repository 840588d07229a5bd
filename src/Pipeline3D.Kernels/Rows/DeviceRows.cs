using ILGPU;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Rows;

/// <summary>Feature rows on a device, column by column: threads that work on neighbouring rows read neighbouring
/// values.</summary>
/// <param name="Columns">As <see cref="RowLanes"/> makes them; shape [d, Step].</param>
/// <param name="Step">Quads of a column.</param>
internal sealed record DeviceRows(ArrayView<RowQuad> Columns, int Step)
{
    /// <summary>The values of rows as shape [d, n], until the program ends.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static ArrayView<float> Transposed(DeviceLane lane, FeatureMatrix rows)
    {
        ArrayView<float> target = lane.Rent<float>(rows.Values.Length);
        lane.Launch(Transpose.Run, rows.Values.Length, new Transpose
        {
            From = ValuesOf(lane, rows), To = target, Rows = rows.Rows, Columns = rows.Columns,
        });
        return target;
    }

    /// <summary>Rows as <see cref="NearestRowSearch"/> reads them, filled up to whole tiles.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="rows">Shape [n, d]; finite.</param>
    /// <param name="beyond">Value of the rows that fill up.</param>
    /// <param name="rent">Gives memory of so many floats.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static DeviceRows Tiled(DeviceLane lane, FeatureMatrix rows, float beyond,
        Func<DeviceLane, long, ArrayView<float>> rent)
    {
        int tiles = (rows.Rows + NearestRowSearch.TileRows - 1) / NearestRowSearch.TileRows;
        int step = checked(tiles * NearestRowSearch.TileRows), all = checked(step * rows.Columns);
        ArrayView<float> target = rent(lane, all);
        lane.Launch(RowLanes.Run, all, new RowLanes
        {
            From = ValuesOf(lane, rows), To = target, Rows = rows.Rows, Columns = rows.Columns, Step = step,
            Beyond = beyond,
        });
        return new DeviceRows(target.Cast<RowQuad>(), step / 4);
    }

    /// <summary>Rows that stay on the device for the item as they are.</summary>
    public static void Bring(DeviceLane lane, FeatureMatrix rows) => lane.Scope.Resident(rows, lane, on =>
    {
        Require.Finite(rows.Values, nameof(rows));
        ArrayView<float> values = DeviceScope.Keep<float>(on, rows.Values.Length);
        on.Upload<float>(rows.Values, values);
        return new Values(values);
    });

    private static ArrayView<float> ValuesOf(DeviceLane lane, FeatureMatrix rows)
    {
        if (lane.Scope.Found<Values>(rows) is { } there)
            return there.All;
        Require.Finite(rows.Values, nameof(rows));
        return lane.Copy<float>(rows.Values);
    }

    private sealed record Values(ArrayView<float> All);
}
