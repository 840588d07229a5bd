using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Options of <see cref="LiveSink"/>.</summary>
public sealed record LiveSinkOptions : IBlockOptions
{
    /// <summary>Most points of a scan on the live page; 0 (no 3D view) to 100000.</summary>
    public int Points { get; init; } = 6000;

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.RequireRange(Points, 0, 100_000, nameof(Points));
}
