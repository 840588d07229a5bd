namespace Pipeline3D.Geometry.Clusters;

/// <summary>A cloud sorted into cubic cells: only cells that hold points exist, so empty space costs nothing.</summary>
/// <remarks>A cell's key packs its three coordinates with z lowest. Cells are sorted by key, so five cells in a row
/// along z, with all of their points, lie side by side in memory.</remarks>
internal sealed class CellGrid
{
    private const int Bits = 21;

    // Coordinates start at 2 so that a step of two cells down never borrows from the next axis.
    private const int Margin = 2;
    private const int MaxCoordinate = (1 << Bits) - 1 - Margin;
    private readonly ulong[] _keys;
    private readonly int[] _starts;

    public CellGrid(PointCloud cloud, double edge)
    {
        Count = cloud.Count;
        int[] x = Coordinates(cloud.X, edge), y = Coordinates(cloud.Y, edge), z = Coordinates(cloud.Z, edge);
        var keys = new ulong[Count];
        Original = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            keys[i] = Key(x[i], y[i], z[i]);
            Original[i] = i;
        }
        Array.Sort(keys, Original);
        var distinct = new List<ulong>();
        var starts = new List<int>();
        for (int i = 0; i < Count; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1])
                continue;
            distinct.Add(keys[i]);
            starts.Add(i);
        }
        starts.Add(Count);
        (_keys, _starts) = ([.. distinct], [.. starts]);
        for (int cell = 0; cell < CellCount; cell++)
            Original.AsSpan(_starts[cell], _starts[cell + 1] - _starts[cell]).Sort();
        Points = cloud.Select(Original);
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Number of cells that hold points.</summary>
    public int CellCount => _keys.Length;

    /// <summary>Index in the cloud of every position; ascending within a cell.</summary>
    public int[] Original { get; }

    /// <summary>The points in the order of positions.</summary>
    public PointCloud Points { get; }

    public (int First, int Last) PointsOf(int cell) => (_starts[cell], _starts[cell + 1]);

    public ReadOnlySpan<ulong> Keys => _keys;

    public CellNeighbourhood Neighbourhood() => new(this);

    public static ulong Key(int x, int y, int z) => ((ulong)x << (2 * Bits)) | ((ulong)y << Bits) | (uint)z;

    /// <summary>Whether two cells touch, if only in a corner.</summary>
    public bool AreAdjacent(int left, int right)
    {
        (int x, int y, int z) = Unpack(_keys[left]);
        (int otherX, int otherY, int otherZ) = Unpack(_keys[right]);
        return Math.Abs(x - otherX) <= 1 && Math.Abs(y - otherY) <= 1 && Math.Abs(z - otherZ) <= 1;
    }

    /// <summary>Whether a core point of one cell is within reach of a core point of another.</summary>
    public bool HavePair(int left, int right, bool[] core, float reach)
    {
        ReadOnlySpan<float> x = Points.X, y = Points.Y, z = Points.Z;
        for (int i = _starts[left]; i < _starts[left + 1]; i++)
        {
            if (!core[i])
                continue;
            for (int j = _starts[right]; j < _starts[right + 1]; j++)
            {
                float dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
                if ((dx * dx) + (dy * dy) + (dz * dz) <= reach && core[j])
                    return true;
            }
        }
        return false;
    }

    private static (int X, int Y, int Z) Unpack(ulong key)
    {
        const int Mask = (1 << Bits) - 1;
        return ((int)(key >> (2 * Bits)), (int)(key >> Bits) & Mask, (int)key & Mask);
    }

    private static int[] Coordinates(ReadOnlySpan<float> values, double edge)
    {
        var coordinates = new int[values.Length];
        if (values.IsEmpty)
            return coordinates;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (((high - low) / edge) + Margin >= MaxCoordinate)
            return CompressedCoordinates(values, edge, low);
        for (int i = 0; i < values.Length; i++)
            coordinates[i] = (int)((values[i] - low) / edge) + Margin;
        return coordinates;
    }

    // Outliers far away would overflow the key. Only gaps of up to two cells matter to anybody, so wider ones shrink to
    // three.
    private static int[] CompressedCoordinates(ReadOnlySpan<float> values, double edge, double low)
    {
        var order = new int[values.Length];
        var cells = new double[values.Length];
        for (int i = 0; i < order.Length; i++)
            (order[i], cells[i]) = (i, Math.Floor((values[i] - low) / edge));
        Array.Sort(cells, order);
        var coordinates = new int[values.Length];
        int current = Margin;
        for (int i = 0; i < order.Length; i++)
        {
            if (i > 0)
                current += (int)Math.Min(cells[i] - cells[i - 1], 3);
            if (current > MaxCoordinate)
                throw new ArgumentException(
                    $"the cloud spans over {MaxCoordinate} occupied cells of edge {edge} along one axis; "
                    + "use a larger eps or a smaller cloud");
            coordinates[order[i]] = current;
        }
        return coordinates;
    }
}
