using System.Numerics;
using Pipeline3D.Geometry;

namespace Pipeline3D.Networks.Fcgf;

/// <summary>The occupied voxels of a cloud at four sizes, and who is next to whom: what sparse convolutions run
/// on.</summary>
/// <remarks>A voxel of a coarser level is there when one of its eight finer ones is. Memory: 27 numbers a voxel and
/// table. Order: voxels in the order of their first point.</remarks>
public sealed class SparseVoxels
{
    // 21 bits a coordinate, offset so that negative ones are none.
    private const int Bits = 21, Middle = 1 << (Bits - 1);

    private SparseVoxels(int[] voxelOf, int[] firstPoint, SparseLevel[] levels)
        => (VoxelOf, FirstPoint, Levels) = (voxelOf, firstPoint, levels);

    /// <summary>Shape [n]: the voxel of each point at the finest level.</summary>
    public int[] VoxelOf { get; }

    /// <summary>Shape [voxels]: the first point of each voxel of the finest level.</summary>
    public int[] FirstPoint { get; }

    /// <summary>The levels, finest first.</summary>
    internal IReadOnlyList<SparseLevel> Levels { get; }

    /// <summary>Finds the voxels of a cloud.</summary>
    /// <param name="cloud">At least one point; finite.</param>
    /// <param name="edge">Side of a voxel of the finest level, in the cloud's unit.</param>
    /// <param name="firstKernel">Voxels along a side of the first convolution; odd.</param>
    /// <exception cref="ArgumentException">There is no point, one is not finite or farther than a million voxels from
    /// the origin, or the edge is not above 0.</exception>
    public static SparseVoxels Of(PointCloud cloud, double edge, int firstKernel)
    {
        if (cloud.Count == 0)
            throw new ArgumentException("a cloud without points has no voxels");
        if (!(edge > 0) || !double.IsFinite(edge))
            throw new ArgumentException($"voxels of side {edge} are none; it must be above 0");
        var places = new Dictionary<long, int>();
        var voxelOf = new int[cloud.Count];
        List<int> first = [];
        List<(int X, int Y, int Z)> voxels = [];
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 point = cloud[i];
            (int, int, int) voxel = (Cell(point.X), Cell(point.Y), Cell(point.Z));
            if (places.TryAdd(Key(voxel), voxels.Count))
            {
                voxels.Add(voxel);
                first.Add(i);
            }
            voxelOf[i] = places[Key(voxel)];
        }
        var levels = new SparseLevel[FcgfShape.Levels];
        for (int level = 0; level < levels.Length; level++)
        {
            (Dictionary<long, int> coarser, List<(int X, int Y, int Z)> larger) = Coarser(voxels);
            bool isLast = level == levels.Length - 1;
            levels[level] = new SparseLevel(voxels.Count, Table(voxels, places, 3, 1),
                level == 0 ? Table(voxels, places, firstKernel, 1) : [],
                isLast ? [] : Table(larger, places, 3, 2), isLast ? [] : Finer(voxels, coarser));
            (voxels, places) = (larger, coarser);
        }
        return new SparseVoxels(voxelOf, [.. first], levels);

        int Cell(float coordinate)
        {
            double cell = Math.Floor(coordinate / edge);
            return Math.Abs(cell) < Middle - 16 ? (int)cell : throw new ArgumentException(
                $"a coordinate of {coordinate} is not within {Middle - 16} voxels of side {edge} from the origin");
        }
    }

    private static (Dictionary<long, int> Places, List<(int X, int Y, int Z)> Voxels) Coarser(
        List<(int X, int Y, int Z)> finer)
    {
        var places = new Dictionary<long, int>();
        List<(int X, int Y, int Z)> voxels = [];
        foreach ((int x, int y, int z) in finer)
            if (places.TryAdd(Key((x >> 1, y >> 1, z >> 1)), voxels.Count))
                voxels.Add((x >> 1, y >> 1, z >> 1));
        return (places, voxels);
    }

    // [voxels, kernel^3]: who lies at each offset, of those at step times the voxel's place; absent = their number.
    private static long[] Table(List<(int X, int Y, int Z)> voxels, Dictionary<long, int> places, int kernel, int step)
    {
        int half = kernel / 2, cells = kernel * kernel * kernel;
        var table = new long[(long)voxels.Count * cells];
        for (int i = 0, at = 0; i < voxels.Count; i++)
            for (int z = -half; z <= half; z++)
                for (int y = -half; y <= half; y++)
                    for (int x = -half; x <= half; x++)
                        table[at++] = places.GetValueOrDefault(Key(((step * voxels[i].X) + x,
                            (step * voxels[i].Y) + y, (step * voxels[i].Z) + z)), places.Count);
        return table;
    }

    // [voxels, 27]: the coarser voxels that would reach a finer one by an offset; absent = their number.
    private static long[] Finer(List<(int X, int Y, int Z)> voxels, Dictionary<long, int> coarser)
    {
        var table = new long[(long)voxels.Count * 27];
        for (int i = 0, at = 0; i < voxels.Count; i++)
            for (int z = -1; z <= 1; z++)
                for (int y = -1; y <= 1; y++)
                    for (int x = -1; x <= 1; x++, at++)
                    {
                        (int left, int front, int low) = (voxels[i].X - x, voxels[i].Y - y, voxels[i].Z - z);
                        table[at] = ((left | front | low) & 1) != 0 ? coarser.Count
                            : coarser.GetValueOrDefault(Key((left >> 1, front >> 1, low >> 1)), coarser.Count);
                    }
        return table;
    }

    private static long Key((int X, int Y, int Z) voxel) => ((long)(voxel.X + Middle) << (2 * Bits))
        | ((long)(voxel.Y + Middle) << Bits) | (uint)(voxel.Z + Middle);
}

/// <summary>One level of <see cref="SparseVoxels"/>.</summary>
/// <param name="Count">Voxels.</param>
/// <param name="Same">Shape [Count, 27]: neighbours at this level; <c>Count</c> stands for none.</param>
/// <param name="First">Shape [Count, k^3]: neighbours of the first convolution; empty at coarser levels.</param>
/// <param name="Coarser">Shape [coarser, 27]: voxels of this level that a coarser one is made of.</param>
/// <param name="Finer">Shape [Count, 27]: coarser voxels that one of this level is made of again.</param>
internal sealed record SparseLevel(int Count, long[] Same, long[] First, long[] Coarser, long[] Finer);
