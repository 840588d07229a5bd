namespace Pipeline3D.Kernels;

/// <summary>Finds neighbours and brings their keys back.</summary>
internal readonly ref struct NearestProgram(PointSpans points, PointSpans queries, int k, bool skipSelf,
    NearestSearch search, ulong limit, Span<ulong> keys) : IDeviceProgram
{
    private readonly PointSpans _points = points, _queries = queries;
    private readonly Span<ulong> _keys = keys;

    public void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
        where TF : struct, IBuffer<float>
        where TI : struct, IAtomicInt32
        where TU : struct, IAtomicUInt64
    {
        TU found = queue.Keys.Rent(_keys.Length);
        (TF x, TF y, TF z) = queue.Copy(_queries);
        if (search == NearestSearch.BruteForce)
        {
            var kernel = new NearestKernel<TF, TU>
            {
                QueryX = x,
                QueryY = y,
                QueryZ = z,
                Keys = found,
                K = k,
                SkipSelf = skipSelf ? 1 : 0,
                Limit = limit,
            };
            (kernel.X, kernel.Y, kernel.Z) = queue.Copy(_points);
            queue.Launch(_queries.Count, kernel);
        }
        else
        {
            DeviceGrid<TF, TI> grid = DeviceGrid<TF, TI>.Build(queue, _points, 0);
            queue.Launch(_queries.Count, Kernel(grid, found, x, y, z, k, skipSelf, limit));
        }
        queue.Keys.Download(found, _keys);
    }

    public static GridNearestKernel<TF, TI, TU> Kernel<TF, TI, TU>(DeviceGrid<TF, TI> grid, TU found,
        TF x, TF y, TF z, int k, bool skipSelf, ulong limit)
        where TF : struct, IBuffer<float>
        where TI : struct, IAtomicInt32
        where TU : struct, IAtomicUInt64
        => new()
        {
            X = grid.X,
            Y = grid.Y,
            Z = grid.Z,
            Ends = grid.Ends,
            Members = grid.Members,
            Grid = grid.Shape,
            QueryX = x,
            QueryY = y,
            QueryZ = z,
            Keys = found,
            K = k,
            SkipSelf = skipSelf ? 1 : 0,
            Limit = limit,
        };
}
