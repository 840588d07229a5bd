namespace Pipeline3D.Core.Options;

/// <summary>What an option was called before: files that say so are read for one version more, with a remark.</summary>
/// <param name="name">The name as files wrote it, for example <c>most</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormerNameAttribute(string name) : Attribute
{
    /// <summary>The name as files wrote it.</summary>
    public string Name { get; } = name;
}
