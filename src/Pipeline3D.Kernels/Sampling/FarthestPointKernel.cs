namespace Pipeline3D.Kernels;

/// <summary>One round of farthest point sampling: takes the pick of the round before and finds the next; one index per
/// point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
/// <remarks>Each launch is a round: that all of a round is done before the next begins needs no other barrier, and no
/// pick ever travels to the host in between.</remarks>
public struct FarthestPointKernel<TF, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TU : struct, IAtomicUInt64
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Squared distance to the nearest pick, -1 for a picked point; shape [n], infinite before round
    /// 0.</summary>
    public TF Squared;

    /// <summary>Farthest point after every round as <see cref="SortKey.ForMaximum"/>; shape [rounds], 0 before; stays 0
    /// once all points are picked.</summary>
    public TU Best;

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
        float dx = X[index] - X[pick], dy = Y[index] - Y[pick], dz = Z[index] - Z[pick];
        squared = MathF.Min(squared, (dx * dx) + (dy * dy) + (dz * dz));
        Squared[index] = squared;
        Best.AtomicMax(Round, SortKey.ForMaximum(squared, index));
    }
}
