using ILGPU;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Sets every element to one value.</summary>
internal struct Fill
{
    /// <summary>Overwritten.</summary>
    public ArrayView<float> Target;

    /// <summary>What every element becomes.</summary>
    public float Value;

    [Kernel]
    public static void Floats(Index1D index, Fill args) => args.Target[index] = args.Value;
}
