using Pipeline3D.Core.Options;

namespace Pipeline3D.Testing.Chaos;

/// <summary>Options of a <see cref="ChaosSource{T}"/>. Shares are in [0, 1] and sum to at most 1.</summary>
public sealed record ChaosOptions : IBlockOptions
{
    /// <summary>Entries to list; at least 0.</summary>
    public int Count { get; init; } = 100;

    /// <summary>Seed of all that varies; the same seed gives the same trouble.</summary>
    public int Seed { get; init; }

    /// <summary>Share of entries that come late.</summary>
    public double Delayed { get; init; } = 0.2;

    /// <summary>Longest delay, by the run's clock; at most a minute.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Share of entries that fail, in any of the ways of <see cref="ChaosTrouble"/>.</summary>
    public double Failing { get; init; } = 0.2;

    /// <summary>Share of entries that declare an odd size: none, one byte, negative, or more than any budget.
    /// Independent of the other shares.</summary>
    public double OddSizes { get; init; } = 0.2;

    /// <summary>Size that the other entries declare, bytes.</summary>
    public long Bytes { get; init; } = 1024;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(Count >= 0, nameof(Count), Count, "must be at least 0");
        problems.RequireRange(Delayed, 0, 1, nameof(Delayed));
        problems.RequireRange(Failing, 0, 1, nameof(Failing));
        problems.RequireRange(OddSizes, 0, 1, nameof(OddSizes));
        problems.Require(Delayed + Failing <= 1, nameof(Failing), Failing,
            "must leave room for the delayed share: both together are at most 1");
        problems.RequireRange(LongestDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(LongestDelay));
        problems.Require(Bytes >= 0, nameof(Bytes), Bytes, "must be at least 0");
    }
}
