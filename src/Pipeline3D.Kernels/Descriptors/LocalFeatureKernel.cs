namespace Pipeline3D.Kernels;

/// <summary>3D-ST's local feature aggregation: the mean over a point's neighbours of geometry and feature; one index
/// per point and channel.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
/// <remarks>Index i * Width + c makes element c of both halves of row i: LeakyReLU(W_c . g + b_c) averaged over the
/// neighbours, where g is offset and distance over the scale, and the neighbours' feature c averaged. Nothing is stored
/// per neighbour.</remarks>
public struct LocalFeatureKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>Coordinates; shape [n] each.</summary>
    public TF X, Y, Z;

    /// <summary>Neighbours; shape [n, K].</summary>
    public TI Neighbours;

    /// <summary>Their distances; shape [n, K].</summary>
    public TF Distances;

    /// <summary>Weight W; shape [Width, 4].</summary>
    public TF Weight;

    /// <summary>Bias b; shape [Width].</summary>
    public TF Bias;

    /// <summary>Feature of every point; shape [n, Width].</summary>
    public TF Feature;

    /// <summary>Geometry half, then feature half; shape [n, 2 * Width]; overwritten.</summary>
    public TF Output;

    /// <summary>Neighbours per point.</summary>
    public int K;

    /// <summary>Channels of either half.</summary>
    public int Width;

    /// <summary>1 / scale: what a unit of the coordinates is in the network's unit.</summary>
    public float Inverse;

    /// <summary>Slope of LeakyReLU below zero.</summary>
    public float Slope;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        int point = index / Width, channel = index - (point * Width), first = point * K, row = 4 * channel;
        float x = X[point], y = Y[point], z = Z[point];
        float wx = Weight[row], wy = Weight[row + 1], wz = Weight[row + 2], wr = Weight[row + 3], b = Bias[channel];
        float geometry = 0, feature = 0;
        for (int j = first; j < first + K; j++)
        {
            int at = Neighbours[j];
            float value = b + (wr * (Distances[j] * Inverse)) + (wz * ((z - Z[at]) * Inverse))
                + (wy * ((y - Y[at]) * Inverse)) + (wx * ((x - X[at]) * Inverse));
            geometry += value > 0 ? value : Slope * value;
            feature += Feature[(at * Width) + channel];
        }
        int slot = (2 * point * Width) + channel;
        Output[slot] = geometry / K;
        Output[slot + Width] = feature / K;
    }
}
