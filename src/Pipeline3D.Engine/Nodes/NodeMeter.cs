using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Counts what one node does.</summary>
internal sealed class NodeMeter(string block, TimeProvider time)
{
    private readonly KeyValuePair<string, object?> _tag = new("block", block);
    private long _items, _dead, _cached, _busy, _waited, _longest, _atWork;

    /// <summary>Whether the node works on something now.</summary>
    public bool IsAtWork => Volatile.Read(ref _atWork) > 0;

    public void Began(long sentAt, long now)
    {
        Interlocked.Increment(ref _atWork);
        long waited = sentAt == 0 ? 0 : Math.Max(0, now - sentAt);
        if (waited > 0)
            Interlocked.Add(ref _waited, waited);
        EngineTelemetry.Waited.Record(Seconds(waited), _tag);
    }

    /// <summary>Counts a stretch of work; the end of a sink or reducer counts as time but as no item.</summary>
    public void Ended(long began, long now, bool dead, bool isItem = true)
    {
        Interlocked.Decrement(ref _atWork);
        long took = now - began;
        if (isItem)
            Interlocked.Increment(ref _items);
        Interlocked.Add(ref _busy, took);
        if (dead)
            Interlocked.Increment(ref _dead);
        NoteLongest(took);
        EngineTelemetry.Busy.Record(Seconds(took), _tag);
    }

    /// <summary>Counts what the node did with an item in another process.</summary>
    public void Add(BlockTiming timing)
    {
        long took = Ticks(timing.Busy);
        Interlocked.Increment(ref _items);
        Interlocked.Add(ref _busy, took);
        Interlocked.Add(ref _waited, Ticks(timing.Waited));
        if (timing.Dead)
            Interlocked.Increment(ref _dead);
        if (timing.Cached)
            Interlocked.Increment(ref _cached);
        NoteLongest(took);
    }

    /// <summary>Counts an output that was not computed but found in the cache.</summary>
    public void CountCached() => Interlocked.Increment(ref _cached);

    public BlockStatistics Read() => new(block, Volatile.Read(ref _items), Volatile.Read(ref _dead),
        Span(Volatile.Read(ref _busy)), Span(Volatile.Read(ref _waited)), Span(Volatile.Read(ref _longest)))
    {
        Cached = Volatile.Read(ref _cached),
    };

    private void NoteLongest(long took)
    {
        long seen = Volatile.Read(ref _longest);
        while (took > seen && Interlocked.CompareExchange(ref _longest, took, seen) != seen)
            seen = Volatile.Read(ref _longest);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private double Seconds(long ticks) => (double)ticks / time.TimestampFrequency;

    private TimeSpan Span(long ticks) => TimeSpan.FromSeconds(Seconds(ticks));
}
