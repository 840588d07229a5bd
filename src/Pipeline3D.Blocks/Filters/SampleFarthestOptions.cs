using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="SampleFarthestFilter"/>.</summary>
public sealed record SampleFarthestOptions : IBlockOptions
{
    /// <summary>Points to keep; 1 to 10 million.</summary>
    public int Count { get; init; } = 16_384;

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.RequireRange(Count, 1, 10_000_000, nameof(Count));
}
