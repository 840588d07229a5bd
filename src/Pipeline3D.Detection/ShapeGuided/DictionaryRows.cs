using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Rows of a dictionary that vectors are described by.</summary>
internal static class DictionaryRows
{
    /// <summary>The nearest rows, nearest first.</summary>
    /// <param name="index">The dictionary.</param>
    /// <param name="vectors">Shape [n, d].</param>
    /// <param name="count">How many of each; with those left out not more than there are.</param>
    /// <param name="leftOut">How many of the very nearest are left out: 1 for vectors that are rows
    /// themselves.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n, count].</returns>
    public static int[] Nearest(RowIndex index, FeatureMatrix vectors, int count, int leftOut, int threads = 0,
        CancellationToken stop = default)
    {
        NearestNeighbours found = index.Nearest(vectors, count + leftOut, threads, stop);
        if (leftOut == 0)
            return found.Index;
        var rows = new int[checked(vectors.Rows * count)];
        for (int i = 0; i < vectors.Rows; i++)
            found.Index.AsSpan((i * (count + leftOut)) + leftOut, count).CopyTo(rows.AsSpan(i * count));
        return rows;
    }
}
