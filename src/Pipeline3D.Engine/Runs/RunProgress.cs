using Pipeline3D.Engine.Remote;

namespace Pipeline3D.Engine.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Ended">Items that ended in any way, resumed ones included.</param>
/// <param name="Total">Items in all; null while that is not known.</param>
/// <param name="Dead">Dead letters so far.</param>
/// <param name="InFlight">Items admitted and not ended.</param>
/// <param name="BytesInFlight">Their declared bytes.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record RunProgress(
    long Ended, long? Total, long Dead, long InFlight, long BytesInFlight, TimeSpan Elapsed)
{
    /// <summary>What long work is at just now, in a few words; empty when there is none.</summary>
    public string Status { get; init; } = "";

    /// <summary>Other processes that compute its items; null when there is no pool of them.</summary>
    public IReadOnlyList<WorkerFacts>? Workers { get; init; }

    /// <summary>Whether the run is over and nothing more is told of it.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Time that long work between the items, such as trainings, has taken; it says nothing of the time that
    /// an item takes.</summary>
    public TimeSpan LongWork { get; init; }

    /// <summary>Time that the long work at hand still needs; null when there is none, or nobody knows.</summary>
    public TimeSpan? LongWorkLeft { get; init; }

    /// <summary>Items per second since the start.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Ended / Elapsed.TotalSeconds : 0;

    /// <summary>Time left: of the long work at hand at its pace, and of the items at theirs; null when it cannot be
    /// told.</summary>
    public TimeSpan? Remaining => Total is { } total && Ended > 0 && Elapsed > LongWork
        ? TimeSpan.FromSeconds(Math.Max(0, total - Ended) * (Elapsed - LongWork).TotalSeconds / Ended)
            + (LongWorkLeft ?? TimeSpan.Zero) : null;
}
