using ILGPU;
using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels;

/// <summary>Feature rows on a device, column by column: threads that work on neighbouring rows read neighbouring
/// values.</summary>
/// <param name="Columns">As <see cref="RowLanes"/> makes them; shape [d, Step].</param>
/// <param name="Step">Quads of a column.</param>
internal sealed record DeviceRows(ArrayView<RowQuad> Columns, int Step)
{
    /// <summary>The values of rows as shape [d, n], until the program ends.</summary>
    public static ArrayView<float> Transposed(DeviceLane lane, FeatureMatrix rows)
    {
        ArrayView<float> target = lane.Rent<float>(rows.Values.Length);
        lane.Launch(Transpose.Run, rows.Values.Length, new Transpose
        {
            From = lane.Copy<float>(rows.Values), To = target, Rows = rows.Rows, Columns = rows.Columns,
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
        Require.Finite(rows.Values, nameof(rows));
        int tiles = (rows.Rows + NearestRowSearch.TileRows - 1) / NearestRowSearch.TileRows;
        int step = checked(tiles * NearestRowSearch.TileRows), all = checked(step * rows.Columns);
        ArrayView<float> target = rent(lane, all);
        lane.Launch(RowLanes.Run, all, new RowLanes
        {
            From = lane.Copy<float>(rows.Values), To = target, Rows = rows.Rows, Columns = rows.Columns, Step = step,
            Beyond = beyond,
        });
        return new DeviceRows(target.Cast<RowQuad>(), step / 4);
    }
}
