using ILGPU;
using Pipeline3D.Kernels.Clouds;

namespace Pipeline3D.Kernels.Neighbours;

/// <summary>Points in the order of the cells that they lie in.</summary>
internal struct GridView
{
    /// <summary>The cells.</summary>
    public CellGridShape Shape;

    /// <summary>Coordinates by slot; shape [n] each. Within a cell the order is any: results must not depend on
    /// it.</summary>
    public CloudView Sorted;

    /// <summary>Point of every slot; shape [n].</summary>
    public ArrayView<int> Members;

    /// <summary>End of every cell's slots; shape [cells]; a cell starts where the one before ends.</summary>
    public ArrayView<int> Ends;

    /// <summary>First slot of a cell.</summary>
    public readonly int StartOf(int cell) => cell == 0 ? 0 : Ends[cell - 1];
}
