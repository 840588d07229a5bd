namespace Pipeline3D.Kernels;

/// <summary>Moves every point near a plane to the origin and flags it; one index per point.</summary>
/// <typeparam name="TF">The device's floats.</typeparam>
/// <typeparam name="TI">The device's ints.</typeparam>
public struct PlaneRemovalKernel<TF, TI> : IKernelBody
    where TF : struct, IBuffer<float>
    where TI : struct, IBuffer<int>
{
    /// <summary>Coordinates; shape [n] each; removed points become (0, 0, 0).</summary>
    public TF X, Y, Z;

    /// <summary>1 for a removed point, else 0; shape [n].</summary>
    public TI Removed;

    /// <summary>The plane: unit normal and offset.</summary>
    public float A, B, C, D;

    /// <summary>A point strictly closer than this is removed; in the unit of the coordinates.</summary>
    public float Threshold;

    /// <inheritdoc/>
    public void Execute(int index)
    {
        float distance = MathF.Abs((A * X[index]) + (B * Y[index]) + (C * Z[index]) + D);
        if (distance < Threshold)
        {
            X[index] = 0;
            Y[index] = 0;
            Z[index] = 0;
            Removed[index] = 1;
        }
        else
        {
            Removed[index] = 0;
        }
    }
}
