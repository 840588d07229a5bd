using System.Collections.Immutable;

namespace Pipeline3D.Testing.Methods;

/// <summary>A method breaks rules of <see cref="MethodRule"/>; the message names each with what the method
/// did.</summary>
/// <remarks>Any test framework takes an exception for a failed test, so none is needed here.</remarks>
public sealed class MethodConformanceException(string method, ImmutableArray<MethodBreach> breaches)
    : Exception($"{method} breaks {breaches.Length} rule{(breaches.Length == 1 ? "" : "s")} of methods:"
        + string.Concat(breaches.Select(breach => $"{Environment.NewLine}  {breach}")))
{
    /// <summary>The broken rules, in their order.</summary>
    public ImmutableArray<MethodBreach> Breaches { get; } = breaches;
}

/// <summary>One rule that a method breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Message">What the method did, as a whole sentence.</param>
public sealed record MethodBreach(MethodRule Rule, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rule}: {Message}";
}
