namespace Pipeline3D.Kernels;

/// <summary>Writes to every pixel the score of the point that claimed it; one index per view and pixel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TU">The device's keys.</typeparam>
public struct ViewScatterKernel<TF, TU> : IKernelBody
    where TF : struct, IBuffer<float>
    where TU : struct, IBuffer<ulong>
{
    /// <summary>Score of every point; shape [n].</summary>
    public TF Scores;

    /// <summary>Claiming point of every pixel; shape [views, pixels]; the largest key for none.</summary>
    public TU Claims;

    /// <summary>Score maps; shape [views, pixels]; overwritten.</summary>
    public TF Maps;

    /// <summary>Value of pixels without a point.</summary>
    public float Background;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        ulong claim = Claims[index];
        Maps[index] = claim == NeighbourSlots.Empty ? Background : Scores[SortKey.IndexOfMinimum(claim)];
    }
}
