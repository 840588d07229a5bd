namespace Pipeline3D.Kernels;

/// <summary>Mean score of every point over the views that see it; one index per point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
public struct ViewGatherKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>Pixel of every point; shape [Views, n].</summary>
    public TI Pixel;

    /// <summary>1 where a view sees a point, else 0; shape [Views, n].</summary>
    public TI Visible;

    /// <summary>Score maps; shape [Views, Pixels].</summary>
    public TF Maps;

    /// <summary>Mean score, 0 for a point that no view sees; shape [n]; overwritten.</summary>
    public TF Scores;

    /// <summary>Number of views.</summary>
    public int Views;

    /// <summary>Pixels of a map.</summary>
    public int Pixels;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        float sum = 0;
        int count = 0;
        for (int view = 0; view < Views; view++)
        {
            int slot = (view * Scores.Length) + index;
            if (Visible[slot] == 0)
                continue;
            sum += Maps[(view * Pixels) + Pixel[slot]];
            count++;
        }
        Scores[index] = sum / Math.Max(1, count);
    }
}
