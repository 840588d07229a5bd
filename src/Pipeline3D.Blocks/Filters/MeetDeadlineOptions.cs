using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="MeetDeadlineFilter"/>.</summary>
public sealed record MeetDeadlineOptions : IBlockOptions
{
    /// <summary>Time that the rest of the way needs for a whole scan; a scan that has less left is thinned; 0 to 1
    /// hour.</summary>
    public TimeSpan Reserve { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most points with a reading that a thinned scan keeps; 64 to 10 million. A scan with fewer stays as it
    /// is.</summary>
    public int Points { get; init; } = 4096;

    /// <summary>Whether every scan is thinned, due or not: to set thresholds for thinned scans, and to try what is
    /// lost.</summary>
    public bool Always { get; init; }

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Reserve, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(Reserve));
        problems.RequireRange(Points, 64, 10_000_000, nameof(Points));
    }
}
