namespace Pipeline3D.Testing.Conformance;

/// <summary>One rule that a block breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Message">What the block did, as a whole sentence.</param>
public sealed record ConformanceBreach(ConformanceRule Rule, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rule}: {Message}";
}
