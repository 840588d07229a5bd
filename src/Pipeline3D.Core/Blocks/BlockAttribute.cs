namespace Pipeline3D.Core;

/// <summary>Names a block for pipeline files and the command line.</summary>
/// <remarks>The class has one public constructor that takes its options, or nothing.</remarks>
/// <param name="id">Address of the block: room, dot, name, for example <c>filter.voxel</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute(string id) : Attribute
{
    /// <summary>Address of the block.</summary>
    public string Id { get; } = id;

    /// <summary>What the block does, in one sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether it uses the run's device; others compute on the cores.</summary>
    public bool UsesDevice { get; init; }

    /// <summary>Version of what it computes. Raise it when the same input and options give another output, so that
    /// results of before are not taken for results of now. Default 1.</summary>
    public int Version { get; init; } = 1;
}
