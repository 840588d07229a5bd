using System.Runtime.Intrinsics;

namespace Pipeline3D.Geometry.Clusters;

/// <summary>Walks over the cells of a <see cref="CellGrid"/> in ascending order and gives the cells within two steps of
/// each.</summary>
/// <remarks>As the centre moves up, so does every neighbour: 25 cursors only ever move forward.</remarks>
internal sealed class CellNeighbourhood(CellGrid cells)
{
    private const int Rows = 25;
    private readonly int[] _cursors = new int[Rows];
    private readonly (int First, int Last)[] _cellRanges = new (int, int)[Rows];
    private bool _started;

    /// <summary>Ranges of cells: the rows along z that surround the cell moved to, that cell included.</summary>
    public ReadOnlySpan<(int First, int Last)> CellRanges => _cellRanges;

    /// <summary>Allows the next move to go back to a lower cell.</summary>
    public void Restart() => _started = false;

    /// <summary>Moves to a cell; not lower than the one before.</summary>
    public void MoveTo(int cell)
    {
        ReadOnlySpan<ulong> keys = cells.Keys;
        int row = 0;
        for (int dx = -2; dx <= 2; dx++)
        {
            for (int dy = -2; dy <= 2; dy++, row++)
            {
                ulong centre = keys[cell] + (ulong)(((long)dx << 42) + ((long)dy << 21));
                int cursor = _started ? _cursors[row] : LowerBound(keys, centre - 2);
                while (cursor < keys.Length && keys[cursor] < centre - 2)
                    cursor++;
                int last = cursor;
                while (last < keys.Length && keys[last] <= centre + 2)
                    last++;
                (_cursors[row], _cellRanges[row]) = (cursor, (cursor, last));
            }
        }
        _started = true;
    }

    /// <summary>Whether at least <paramref name="wanted"/> points, itself included, are within reach of a point of the
    /// cell.</summary>
    public bool HasWithin(int position, float reach, int wanted)
    {
        int count = 0;
        foreach ((int first, int last) in _cellRanges)
        {
            if (first == last)
                continue;
            count += CountWithin(cells.PointsOf(first).First, cells.PointsOf(last - 1).Last, position, reach);
            if (count >= wanted)
                return true;
        }
        return false;
    }

    /// <summary>Lowest cluster name among the core points within reach; -1 when there is none.</summary>
    public int LowestOwner(int position, bool[] core, int[] cellRoot, int[] firstCore, float reach)
    {
        int lowest = int.MaxValue;
        foreach ((int first, int last) in _cellRanges)
        {
            for (int cell = first; cell < last; cell++)
            {
                if (cellRoot[cell] < 0 || firstCore[cellRoot[cell]] >= lowest)
                    continue;
                (int start, int end) = cells.PointsOf(cell);
                for (int other = start; other < end; other++)
                {
                    if (!core[other] || SquaredDistance(position, other) > reach)
                        continue;
                    lowest = firstCore[cellRoot[cell]];
                    break;
                }
            }
        }
        return lowest == int.MaxValue ? -1 : lowest;
    }

    private int CountWithin(int start, int end, int position, float reach)
    {
        ReadOnlySpan<float> x = cells.Points.X, y = cells.Points.Y, z = cells.Points.Z;
        Vector256<float> atX = Vector256.Create(x[position]), atY = Vector256.Create(y[position]),
            atZ = Vector256.Create(z[position]);
        Vector256<int> counts = Vector256<int>.Zero;
        int i = start;
        for (; i <= end - 8; i += 8)
        {
            Vector256<float> dx = Vector256.Create(x[i..]) - atX, dy = Vector256.Create(y[i..]) - atY,
                dz = Vector256.Create(z[i..]) - atZ;
            counts -= Vector256.LessThanOrEqual((dx * dx) + (dy * dy) + (dz * dz), Vector256.Create(reach)).AsInt32();
        }
        int count = Vector256.Sum(counts);
        for (; i < end; i++)
            count += SquaredDistance(position, i) <= reach ? 1 : 0;
        return count;
    }

    private float SquaredDistance(int left, int right)
    {
        PointCloud points = cells.Points;
        float dx = points.X[right] - points.X[left], dy = points.Y[right] - points.Y[left],
            dz = points.Z[right] - points.Z[left];
        return (dx * dx) + (dy * dy) + (dz * dz);
    }

    private static int LowerBound(ReadOnlySpan<ulong> keys, ulong key)
    {
        int index = keys.BinarySearch(key);
        return index < 0 ? ~index : index;
    }
}
