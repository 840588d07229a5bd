namespace Pipeline3D.Kernels.Devices;

/// <summary>A device of this machine, or why there is none of a kind.</summary>
/// <param name="Name">The name that chooses it, as <c>cuda:0</c>; the kind alone where there is none.</param>
/// <param name="Kind"><c>cuda</c> or <c>opencl</c>.</param>
/// <param name="Index">Its number among those that ILGPU lists of the kind; -1 where there is none.</param>
/// <param name="Description">What the driver calls it, and its memory; empty where there is none.</param>
/// <param name="Problem">Why it cannot be used, and what to do; null when it can.</param>
public sealed record DeviceListing(string Name, string Kind, int Index, string Description, string? Problem)
{
    /// <summary>Whether it can be chosen.</summary>
    public bool IsUsable => Problem is null;
}
