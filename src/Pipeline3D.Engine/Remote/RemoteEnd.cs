using Pipeline3D.Engine.Journal;

namespace Pipeline3D.Engine.Remote;

/// <summary>How an item ended on another machine.</summary>
/// <param name="Entry">What the journal is to hold of it. Its outputs lie in the run's folder, under paths relative to
/// it.</param>
/// <param name="Timings">What each block did with it.</param>
/// <param name="Worker">Who computed it.</param>
/// <param name="Attempt">How often it was sent, from 1.</param>
public sealed record RemoteEnd(JournalEntry Entry, IReadOnlyList<BlockTiming> Timings, string Worker, int Attempt)
{
    /// <summary>The pool's own, to know the end again when it is committed; read by none but it.</summary>
    public object? Token { get; init; }
}

/// <summary>What one block did with one item.</summary>
/// <param name="Block">The node.</param>
/// <param name="Busy">Time at work.</param>
/// <param name="Waited">Time before it was taken.</param>
/// <param name="Dead">Whether the item died in it.</param>
/// <param name="Cached">Whether its output was found in the cache.</param>
public sealed record BlockTiming(string Block, TimeSpan Busy, TimeSpan Waited, bool Dead, bool Cached);
