using System.Collections.Immutable;

namespace Pipeline3D.Testing.Conformance;

/// <summary>A block breaks rules of <see cref="ConformanceRule"/>; the message names each with what the block
/// did.</summary>
/// <remarks>Any test framework takes an exception for a failed test, so none is needed here.</remarks>
public sealed class ConformanceException(string block, ImmutableArray<ConformanceBreach> breaches)
    : Exception($"{block} breaks {breaches.Length} rule{(breaches.Length == 1 ? "" : "s")} of blocks:"
        + string.Concat(breaches.Select(breach => $"{Environment.NewLine}  {breach}")))
{
    /// <summary>The broken rules, in their order.</summary>
    public ImmutableArray<ConformanceBreach> Breaches { get; } = breaches;
}
