namespace Pipeline3D.Kernels;

/// <summary>Whole numbers that many kernel indices may count up at the same time.</summary>
public interface IAtomicInt32 : IBuffer<int>
{
    /// <summary>Adds to an element in one step.</summary>
    /// <returns>The element before. Which caller sees which value depends on the order of execution.</returns>
    int AtomicAdd(int index, int value);
}
