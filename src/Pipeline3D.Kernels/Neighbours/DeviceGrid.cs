namespace Pipeline3D.Kernels;

/// <summary>Points of a device sorted into the cells of a grid.</summary>
internal readonly record struct DeviceGrid<TF, TI>(CellGridShape Shape, TF X, TF Y, TF Z, TI Ends, TI Members)
    where TF : struct, IBuffer<float>
    where TI : struct, IAtomicInt32
{
    /// <summary>Counts and scatters on the device; the cells' starts are summed on the host, one pass over about two
    /// cells per point.</summary>
    public static DeviceGrid<TF, TI> Build<TU>(IDeviceQueue<TF, TI, TU> queue, PointSpans points, double smallestEdge)
        where TU : struct, IAtomicUInt64
    {
        CellGridShape shape = CellGridShape.For(points, smallestEdge);
        (TF x, TF y, TF z) = queue.Copy(points);
        TI counts = queue.FilledInts(shape.Cells, 0), members = queue.Ints.Rent(points.Count);
        queue.Launch(points.Count, new GridCountKernel<TF, TI> { X = x, Y = y, Z = z, Counts = counts, Grid = shape });
        var starts = new int[shape.Cells];
        queue.Ints.Download(counts, starts);
        int next = 0;
        foreach (ref int cell in starts.AsSpan())
            (cell, next) = (next, next + cell);
        queue.Ints.Upload(starts, counts);
        queue.Launch(points.Count, new GridScatterKernel<TF, TI>
        {
            X = x,
            Y = y,
            Z = z,
            Next = counts,
            Members = members,
            Grid = shape,
        });
        return new DeviceGrid<TF, TI>(shape, x, y, z, counts, members);
    }
}
