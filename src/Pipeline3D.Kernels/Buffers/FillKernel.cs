namespace Pipeline3D.Kernels;

/// <summary>Sets every element to one value; one index per element.</summary>
/// <typeparam name="T">What an element is.</typeparam>
/// <typeparam name="TB">Buffer of the device.</typeparam>
public struct FillKernel<T, TB> : IKernelBody
    where T : unmanaged
    where TB : struct, IBuffer<T>
{
    /// <summary>Overwritten.</summary>
    public TB Target;

    /// <summary>What every element becomes.</summary>
    public T Value;

    /// <inheritdoc/>
    public void Execute(int index) => Target[index] = Value;
}
