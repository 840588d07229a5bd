namespace Pipeline3D.Kernels;

/// <summary>Sort keys of which many kernel indices may keep the least or the largest at the same time.</summary>
/// <remarks>Least and largest do not depend on the order of execution, so results are the same on every run; see
/// <see cref="SortKey"/> for what the keys hold.</remarks>
public interface IAtomicUInt64 : IBuffer<ulong>
{
    /// <summary>Lowers an element to <paramref name="value"/> if that is less.</summary>
    void AtomicMin(int index, ulong value);

    /// <summary>Raises an element to <paramref name="value"/> if that is more.</summary>
    void AtomicMax(int index, ulong value);
}
