namespace Pipeline3D.Cli.Net;

/// <summary>Computes the outputs of one group of a description, with the product's own networks and arithmetic. A class
/// with a <see cref="NetGroupAttribute"/> and a constructor without arguments is found by it.</summary>
internal abstract class NetGroup
{
    /// <summary>The files that the group takes and gives, with their meaning and shapes, for people.</summary>
    public abstract IReadOnlyList<NetNeed> Needs { get; }

    /// <summary>Reads inputs and writes outputs; outputs that the description names and that are not written are
    /// reported as missing.</summary>
    /// <param name="task">The group's part of the description.</param>
    /// <exception cref="UsageException">The description or an input does not fit.</exception>
    public abstract void Compute(NetTask task);
}

/// <summary>Declares a group of <c>pipeline3d net</c>.</summary>
/// <param name="name">The group's name in descriptions; several may be declared by several attributes.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
internal sealed class NetGroupAttribute(string name) : Attribute
{
    /// <summary>The group's name.</summary>
    public string Name { get; } = name;

    /// <summary>What is computed, in one sentence.</summary>
    public string Summary { get; init; } = "";
}

/// <summary>A file that a group takes or gives.</summary>
/// <param name="File">Its name, N standing for a number.</param>
/// <param name="Meaning">What it holds, with its shape.</param>
internal sealed record NetNeed(string File, string Meaning);
