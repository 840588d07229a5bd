namespace Pipeline3D.Kernels;

/// <summary>One round of the greedy k-centre coreset: distances of all rows to the last pick, and the row that is then
/// farthest; one index per row.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
/// <remarks>Squares are summed in eight lanes and then in the fixed order of Geometry's rows, so distances equal its
/// own bit by bit where the device does not fuse multiply and add.</remarks>
public struct CoresetUpdateKernel<TF, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TU : struct, IAtomicUInt64
{
    /// <summary>Shape [n, Stride], row-major, filled up with zeros.</summary>
    public TF Rows;

    /// <summary>Squared distance to the nearest pick, -1 for a picked row; shape [n], infinite before round
    /// 0.</summary>
    public TF Squared;

    /// <summary>Farthest row after every round as <see cref="SortKey.ForMaximum"/>; shape [rounds], 0 before.</summary>
    public TU Best;

    /// <summary>Values of a padded row; a multiple of eight.</summary>
    public int Stride;

    /// <summary>Index of the pick of round 0.</summary>
    public int Start;

    /// <summary>Number of this round, from 0.</summary>
    public int Round;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int pick = Round == 0 ? Start : SortKey.IndexOfMaximum(Best[Round - 1]);
        float squared = Squared[index];
        if (squared < 0)
            return;
        if (index == pick)
        {
            Squared[index] = -1;
            return;
        }
        squared = MathF.Min(squared, SquaredDistance(index * Stride, pick * Stride));
        Squared[index] = squared;
        Best.AtomicMax(Round, SortKey.ForMaximum(squared, index));
    }

    private float SquaredDistance(int left, int right)
    {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (int i = 0; i < Stride; i += 8)
        {
            s0 += SquaredDifference(left + i, right + i);
            s1 += SquaredDifference(left + i + 1, right + i + 1);
            s2 += SquaredDifference(left + i + 2, right + i + 2);
            s3 += SquaredDifference(left + i + 3, right + i + 3);
            s4 += SquaredDifference(left + i + 4, right + i + 4);
            s5 += SquaredDifference(left + i + 5, right + i + 5);
            s6 += SquaredDifference(left + i + 6, right + i + 6);
            s7 += SquaredDifference(left + i + 7, right + i + 7);
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    private float SquaredDifference(int left, int right)
    {
        float difference = Rows[right] - Rows[left];
        return difference * difference;
    }
}
