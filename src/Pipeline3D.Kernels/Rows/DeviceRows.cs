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
    /// <param name="lane">The program's lane.</param>
    /// <param name="values">Shape [n, d].</param>
    /// <param name="rows">Number of rows n.</param>
    /// <param name="columns">Number of columns d.</param>
    public static ArrayView<float> Transposed(DeviceLane lane, ArrayView<float> values, int rows, int columns)
    {
        ArrayView<float> target = lane.Rent<float>(values.Length);
        Transpose(lane, values, target, rows, columns);
        return target;
    }

    /// <summary>The same into memory that is there.</summary>
    public static void Transpose(DeviceLane lane, ArrayView<float> values, ArrayView<float> target, int rows,
        int columns)
        => lane.Launch(Rows.Transpose.Run, checked(rows * columns), new Transpose
        {
            From = values, To = target, Rows = rows, Columns = columns,
        });

    /// <summary>Rows as <see cref="NearestRowSearch"/> reads them, filled up to whole tiles.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="rows">Shape [n, d]; finite.</param>
    /// <param name="beyond">Value of the rows that fill up.</param>
    /// <param name="rent">Gives memory of so many floats.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static DeviceRows Tiled(DeviceLane lane, FeatureMatrix rows, float beyond,
        Func<DeviceLane, long, ArrayView<float>> rent)
    {
        ArrayView<float> target = rent(lane, checked(StepOf(rows.Rows) * rows.Columns));
        return Tiled(lane, ValuesOf(lane, rows), target, rows.Rows, rows.Columns, beyond);
    }

    /// <summary>The same of values that are on the device, into memory that is there.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="values">Shape [n, d].</param>
    /// <param name="target">Shape [<see cref="StepOf"/> of n, d] or more; overwritten.</param>
    /// <param name="rows">Number of rows n.</param>
    /// <param name="columns">Number of columns d.</param>
    /// <param name="beyond">Value of the rows that fill up.</param>
    public static DeviceRows Tiled(DeviceLane lane, ArrayView<float> values, ArrayView<float> target, int rows,
        int columns, float beyond)
    {
        int step = StepOf(rows), all = checked(step * columns);
        lane.Launch(RowLanes.Run, all, new RowLanes
        {
            From = values, To = target, Rows = rows, Columns = columns, Step = step, Beyond = beyond,
        });
        return new DeviceRows(target.SubView(0, all).Cast<RowQuad>(), step / 4);
    }

    /// <summary>Rows and those that fill them up.</summary>
    public static int StepOf(int rows) => checked((rows + NearestRowSearch.TileRows - 1) / NearestRowSearch.TileRows
        * NearestRowSearch.TileRows);

    /// <summary>The values as they are, shape [n, d]: where they are, or copied until the program ends.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static ArrayView<float> ValuesOf(DeviceLane lane, FeatureMatrix rows)
    {
        if (lane.Scope.Found<Values>(rows) is { } there)
            return there.All;
        Require.Finite(rows.Values, nameof(rows));
        return lane.Copy<float>(rows.Values);
    }

    /// <summary>Rows that stay on the device for the item as they are.</summary>
    public static void Bring(DeviceLane lane, FeatureMatrix rows) => lane.Scope.Resident(rows, lane, on =>
    {
        Require.Finite(rows.Values, nameof(rows));
        ArrayView<float> values = DeviceScope.Keep<float>(on, rows.Values.Length);
        on.Upload<float>(rows.Values, values);
        return new Values(values);
    });

    private sealed record Values(ArrayView<float> All);
}
