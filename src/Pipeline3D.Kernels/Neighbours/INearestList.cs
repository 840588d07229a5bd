namespace Pipeline3D.Kernels.Neighbours;

/// <summary>The nearest points found so far, in the memory of one thread.</summary>
internal interface INearestList
{
    /// <summary>Keys not below this do not come in; the largest number while there is room.</summary>
    ulong Worst { get; }

    /// <summary>Takes a key below <see cref="Worst"/>; the largest falls out.</summary>
    void Add(ulong key);
}
