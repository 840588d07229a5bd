using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Clusters;

/// <summary>Density-based clusters of a cloud, exactly.</summary>
/// <remarks>
/// Source: Ester, Kriegel, Sander and Xu 1996. A point is core when at least MinPoints points, itself included, lie
/// within eps of it (at most eps away). Core points within eps of each other share a cluster; a border point, not core
/// but within eps of a core point, belongs to the cluster of the lowest-numbered core point among those it touches, as
/// the classic scan in index order gives; everything else is noise. The cloud is cut into cells of edge eps / sqrt(3),
/// whose points are all within eps of each other (Gunawan 2013): a cell of MinPoints points is core without a distance,
/// and two cells are joined by one close pair. Cost: O(n) cells and a few distances per point, whatever eps.
/// </remarks>
public static class Dbscan
{
    private const int Grain = 64;

    /// <summary>Labels every point.</summary>
    /// <param name="cloud">Finite points; may be empty.</param>
    /// <param name="eps">Reach, in the unit of the coordinates.</param>
    /// <param name="minPoints">Points within reach that make a core point, itself included; at least 1.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Labels by size: 0 is the largest cluster, ties go to the one with the lowest member; noise is
    /// -1.</returns>
    /// <exception cref="ArgumentException">A point is not finite, an argument is out of range, or the cloud is too
    /// large for eps.</exception>
    public static DbscanResult Run(
        PointCloud cloud, double eps, int minPoints, int threads = 0, CancellationToken stop = default)
    {
        Require.Finite(cloud);
        Require.Positive(eps);
        ArgumentOutOfRangeException.ThrowIfLessThan(minPoints, 1);
        if (cloud.Count == 0)
            return new DbscanResult([], [], []);
        // The cell is a trace smaller than eps / sqrt(3), so that rounding cannot part two points of one cell.
        var cells = new CellGrid(cloud, eps / Math.Sqrt(3) * (1 - 1e-5));
        float reach = (float)(eps * eps);
        bool[] core = FindCores(cells, reach, minPoints, threads, stop);
        int[] cellRoot = Join(cells, core, reach, stop);
        int[] firstCore = FirstCores(cells, core, cellRoot);
        int[] owner = Assign(cells, core, cellRoot, firstCore, reach, threads, stop);
        return Number(owner, cells, core);
    }

    // core[position]: in the order of the grid.
    private static bool[] FindCores(CellGrid cells, float reach, int minPoints, int threads, CancellationToken stop)
    {
        var core = new bool[cells.Count];
        Ranges.Run(cells.CellCount, Grain, (start, end) =>
        {
            var near = cells.Neighbourhood();
            for (int cell = start; cell < end; cell++)
            {
                (int first, int last) = cells.PointsOf(cell);
                if (last - first >= minPoints)
                {
                    core.AsSpan(first, last - first).Fill(true);
                    continue;
                }
                near.MoveTo(cell);
                for (int position = first; position < last; position++)
                    core[position] = near.HasWithin(position, reach, minPoints);
            }
        }, threads, stop);
        return core;
    }

    // Root cell of every cell, over the cells that hold core points.
    private static int[] Join(CellGrid cells, bool[] core, float reach, CancellationToken stop)
    {
        var sets = new DisjointSets(cells.CellCount);
        var hasCore = new bool[cells.CellCount];
        for (int cell = 0; cell < hasCore.Length; cell++)
        {
            (int first, int last) = cells.PointsOf(cell);
            hasCore[cell] = core.AsSpan(first, last - first).Contains(true);
        }
        var near = cells.Neighbourhood();
        // Adjacent cells join at nearly every test; after them most farther pairs are already one set and cost no
        // distance.
        foreach (bool adjacent in new[] { true, false })
        {
            near.Restart();
            for (int cell = 0; cell < cells.CellCount; cell++)
            {
                stop.ThrowIfCancellationRequested();
                if (!hasCore[cell])
                    continue;
                near.MoveTo(cell);
                foreach ((int firstCell, int lastCell) in near.CellRanges)
                    for (int other = Math.Max(firstCell, cell + 1); other < lastCell; other++)
                        if (hasCore[other] && cells.AreAdjacent(cell, other) == adjacent
                            && sets.Find(cell) != sets.Find(other) && cells.HavePair(cell, other, core, reach))
                            sets.Join(cell, other);
            }
        }
        var roots = new int[cells.CellCount];
        for (int cell = 0; cell < roots.Length; cell++)
            roots[cell] = hasCore[cell] ? sets.Find(cell) : -1;
        return roots;
    }

    // Lowest index of a core point in the cluster of every root cell; this number names the cluster until the end.
    private static int[] FirstCores(CellGrid cells, bool[] core, int[] cellRoot)
    {
        var first = new int[cells.CellCount];
        Array.Fill(first, int.MaxValue);
        for (int cell = 0; cell < cells.CellCount; cell++)
        {
            (int start, int end) = cells.PointsOf(cell);
            for (int position = start; position < end; position++)
                if (core[position])
                    first[cellRoot[cell]] = Math.Min(first[cellRoot[cell]], cells.Original[position]);
        }
        return first;
    }

    // Name of the cluster of every point in cloud order; -1 for noise.
    private static int[] Assign(CellGrid cells, bool[] core, int[] cellRoot, int[] firstCore, float reach,
        int threads, CancellationToken stop)
    {
        var owner = new int[cells.Count];
        Ranges.Run(cells.CellCount, Grain, (start, end) =>
        {
            var near = cells.Neighbourhood();
            for (int cell = start; cell < end; cell++)
            {
                (int first, int last) = cells.PointsOf(cell);
                if (core.AsSpan(first, last - first).Contains(false))
                    near.MoveTo(cell);
                for (int position = first; position < last; position++)
                    owner[cells.Original[position]] = core[position]
                        ? firstCore[cellRoot[cell]] : near.LowestOwner(position, core, cellRoot, firstCore, reach);
            }
        }, threads, stop);
        return owner;
    }

    private static DbscanResult Number(int[] owner, CellGrid cells, bool[] core)
    {
        var clusters = new Dictionary<int, (int Size, int Lowest)>();
        for (int i = 0; i < owner.Length; i++)
            if (owner[i] >= 0)
                clusters[owner[i]] = clusters.TryGetValue(owner[i], out (int Size, int Lowest) seen)
                    ? (seen.Size + 1, seen.Lowest) : (1, i);
        var order = clusters.OrderByDescending(pair => pair.Value.Size).ThenBy(pair => pair.Value.Lowest).ToArray();
        var label = new Dictionary<int, int>(order.Length) { [-1] = -1 };
        for (int i = 0; i < order.Length; i++)
            label[order[i].Key] = i;
        var labels = new int[owner.Length];
        var isCore = new bool[owner.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = label[owner[i]];
            isCore[cells.Original[i]] = core[i];
        }
        return new DbscanResult(labels, isCore, [.. order.Select(pair => pair.Value.Size)]);
    }
}
