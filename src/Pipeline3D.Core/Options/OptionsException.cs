namespace Pipeline3D.Core.Options;

/// <summary>A block was made with options that cannot work; the message lists all of them.</summary>
public sealed class OptionsException : ArgumentException
{
    /// <summary>Makes the error for a block's type.</summary>
    public OptionsException(Type block, IReadOnlyList<Problem> problems)
        : base($"{block.Name}: {string.Join("; ", problems)}") => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
