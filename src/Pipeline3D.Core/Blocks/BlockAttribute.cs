namespace Pipeline3D.Core.Blocks;

/// <summary>Names a block for pipeline files and the command line.</summary>
/// <remarks>The class has one public constructor. It takes the block's options, if it has any, and whatever the program
/// offers besides: an <c>ILogger</c> of the block, registered services.</remarks>
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

    /// <summary>Whether it is part of how scans are prepared, so that models remember it: what it gives is not always
    /// what it took. False for blocks that hand on what they take or refuse it, and for those that do less than usual
    /// when time is short. Default true.</summary>
    public bool IsPreparation { get; init; } = true;
}
