using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>Farthest point sampling, many picks at a time: a point that is farther than every point of the cells around
/// its own is picked; one index per point, in the order of the cells.</summary>
/// <remarks>
/// No cell's edge is shorter than the largest distance of a point to its nearest pick. So the picks that come before
/// such a point, which are all farther than it is, lie too far away to change its distance: it will be picked at the
/// distance that it has now. Picks in any order, sorted by <see cref="SortKey.ForMaximum"/> of that distance, are the
/// picks that one round after the other makes. The points that a pick changes lie in the cells around it.
/// </remarks>
internal struct FarthestPointCells
{
    /// <summary>The points; its edge is not shorter than any distance to a pick.</summary>
    public GridView Grid;

    /// <summary>Squared distance to the nearest pick, -1 for a picked point; by point, shape [n].</summary>
    public ArrayView<float> Squared;

    /// <summary>Farthest point of every cell as <see cref="SortKey.ForMaximum"/>, 0 for none; shape [cells].</summary>
    public ArrayView<ulong> Best;

    /// <summary>The same after the round; shape [cells]; 0 before <see cref="Spread"/>.</summary>
    public ArrayView<ulong> Next;

    /// <summary>Round and slot of every cell's last pick, the round above; shape [cells]; 0 for none.</summary>
    public ArrayView<ulong> Picked;

    /// <summary>All picks as <see cref="SortKey.ForMaximum"/>; shape [n].</summary>
    public ArrayView<ulong> Picks;

    /// <summary>Number of picks; shape [1].</summary>
    public ArrayView<int> Count;

    /// <summary>Number of this round, from 1.</summary>
    public int Round;

    /// <summary>Picks every point that is the farthest of all cells around its own.</summary>
    [Kernel]
    public static void Choose(Index1D index, FarthestPointCells args)
    {
        int point = args.Grid.Members[index];
        float squared = args.Squared[point];
        CellGridShape shape = args.Grid.Shape;
        int cellX = shape.CellX(args.Grid.Sorted.X[index]), cellY = shape.CellY(args.Grid.Sorted.Y[index]),
            cellZ = shape.CellZ(args.Grid.Sorted.Z[index]), cell = shape.Cell(cellX, cellY, cellZ);
        args.Next[cell] = 0;
        if (squared < 0)
            return;
        ulong key = SortKey.ForMaximum(squared, point);
        if (key != args.Best[cell])
            return;
        int highX = Math.Min(cellX + 1, shape.CountX - 1), highY = Math.Min(cellY + 1, shape.CountY - 1),
            highZ = Math.Min(cellZ + 1, shape.CountZ - 1);
        for (int atZ = Math.Max(cellZ - 1, 0); atZ <= highZ; atZ++)
            for (int atY = Math.Max(cellY - 1, 0); atY <= highY; atY++)
                for (int atX = Math.Max(cellX - 1, 0); atX <= highX; atX++)
                    if (args.Best[shape.Cell(atX, atY, atZ)] > key)
                        return;
        args.Squared[point] = -1;
        args.Picked[cell] = ((ulong)(uint)args.Round << 32) | (uint)(int)index;
        args.Picks[Atomic.Add(ref args.Count[0], 1)] = key;
    }

    /// <summary>Brings distances up to date with this round's picks, and then the farthest points of the
    /// cells.</summary>
    [Kernel]
    public static void Spread(Index1D index, FarthestPointCells args)
    {
        int point = args.Grid.Members[index];
        float before = args.Squared[point];
        if (before < 0)
            return;
        CloudView places = args.Grid.Sorted;
        float x = places.X[index], y = places.Y[index], z = places.Z[index], squared = before;
        CellGridShape shape = args.Grid.Shape;
        int cellX = shape.CellX(x), cellY = shape.CellY(y), cellZ = shape.CellZ(z);
        int highX = Math.Min(cellX + 1, shape.CountX - 1), highY = Math.Min(cellY + 1, shape.CountY - 1),
            highZ = Math.Min(cellZ + 1, shape.CountZ - 1);
        for (int atZ = Math.Max(cellZ - 1, 0); atZ <= highZ; atZ++)
        {
            for (int atY = Math.Max(cellY - 1, 0); atY <= highY; atY++)
            {
                for (int atX = Math.Max(cellX - 1, 0); atX <= highX; atX++)
                {
                    ulong picked = args.Picked[shape.Cell(atX, atY, atZ)];
                    if ((uint)(picked >> 32) != (uint)args.Round)
                        continue;
                    int pick = (int)(uint)picked;
                    float dx = x - places.X[pick], dy = y - places.Y[pick], dz = z - places.Z[pick];
                    squared = MathF.Min(squared, (dx * dx) + (dy * dy) + (dz * dz));
                }
            }
        }
        if (squared < before)
            args.Squared[point] = squared;
        ulong key = SortKey.ForMaximum(squared, point);
        int cell = shape.Cell(cellX, cellY, cellZ);
        // What is read may be old: then the atomic operation decides.
        if (key > args.Next[cell])
            Atomic.Max(ref args.Next[cell], key);
    }
}
