using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.Banks;

/// <summary>PatchCore's memory of normal features: what is far from every row of it is anomalous.</summary>
/// <remarks>Source: Roth et al. 2022, in the form of BTF's reference code. Immutable; any number of threads may score
/// at the same time.</remarks>
public sealed class MemoryBank
{
    private readonly Lazy<RowIndex> _index;

    /// <summary>Wraps the rows.</summary>
    /// <param name="rows">Shape [m, d], m > 0, finite.</param>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public MemoryBank(FeatureMatrix rows)
    {
        if (rows.Rows == 0)
            throw new ArgumentException("a memory bank needs at least one row", nameof(rows));
        Rows = rows;
        _index = new Lazy<RowIndex>(() => new RowIndex(rows));
    }

    /// <summary>The rows; shape [m, d].</summary>
    public FeatureMatrix Rows { get; }

    /// <summary>The nearest rows, on a device or on the cores.</summary>
    internal NearestNeighbours Nearest(
        FeatureMatrix queries, int k, int threads, DeviceScope? scope, CancellationToken stop)
        => OnDevice.NearestRows(scope, Rows, () => _index.Value, queries, k, threads, stop);

    /// <summary>Scores the patches of one sample.</summary>
    /// <param name="patches">Shape [p, d], p > 0, finite.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where the rows are searched; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <remarks>
    /// With q the patch farthest from the bank, s its distance, m its nearest row and b1, b2 the two rows nearest to m:
    /// w = 1 - exp(s / sqrt d) / (exp(|q - b1| / sqrt d) + exp(|q - b2| / sqrt d)), sample score = w s. As in the
    /// reference, m is not in the denominator, so w can fall below 0. A bank of fewer than three rows is not
    /// re-weighted. Cost: p x m x d.
    /// </remarks>
    /// <exception cref="ArgumentException">There are no patches, they have another width, or a value is not
    /// finite.</exception>
    public BankScores Score(
        FeatureMatrix patches, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
        => Score(patches, 0, threads, scope, stop);

    /// <summary>As above, with a number that is added to the sum of the two exponentials: 1e-5 in the branch of M3DM
    /// that looks at points alone.</summary>
    internal BankScores Score(
        FeatureMatrix patches, double guard, int threads, DeviceScope? scope, CancellationToken stop)
    {
        if (patches.Rows == 0)
            throw new ArgumentException("there are no patches to score", nameof(patches));
        NearestNeighbours nearest = Nearest(patches, 1, threads, scope, stop);
        int worst = 0;
        for (int i = 1; i < patches.Rows; i++)
            if (nearest.Distance[i] > nearest.Distance[worst])
                worst = i;
        float score = nearest.Distance[worst] * (float)Weight(patches.Row(worst), nearest.Distance[worst],
            nearest.Index[worst], guard, scope, stop);
        return new BankScores(nearest.Distance, nearest.Index, score);
    }

    private double Weight(ReadOnlySpan<float> patch, float distance, int nearest, double guard, DeviceScope? scope,
        CancellationToken stop)
    {
        if (Rows.Rows < 3)
            return 1;
        // Three, because the row itself is among them, though not always first when there are duplicates.
        NearestNeighbours around = Nearest(Rows.Select([nearest]), 3, 1, scope, stop);
        int[] support = [.. around.Index.Where(row => row != nearest).Take(2)];
        // All terms are taken relative to exp(distance / root), which alone may be too large for a number.
        double root = Math.Sqrt(Rows.Columns), sum = guard * Math.Exp(-distance / root);
        foreach (int row in support)
            sum += Math.Exp((Distance(patch, Rows.Row(row)) - distance) / root);
        return 1 - (1 / sum);
    }

    private static double Distance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
        return Math.Sqrt(sum);
    }
}
