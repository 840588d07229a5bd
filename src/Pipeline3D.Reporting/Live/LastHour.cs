namespace Pipeline3D.Reporting.Live;

/// <summary>Counts the parts that were judged in the last hour, by minutes. Not thread-safe.</summary>
internal sealed class LastHour(TimeProvider time)
{
    private const int Minutes = 60;

    private readonly (long Minute, long Judged, long Rejected)[] _minutes = new (long, long, long)[Minutes];

    /// <summary>Takes a verdict.</summary>
    public void Add(bool isRejected)
    {
        long now = Now;
        ref (long Minute, long Judged, long Rejected) slot = ref _minutes[now % Minutes];
        if (slot.Minute != now)
            slot = (now, 0, 0);
        slot.Judged++;
        slot.Rejected += isRejected ? 1 : 0;
    }

    /// <summary>Parts judged in this minute and the 59 before it, and how many of them were rejected.</summary>
    public (long Judged, long Rejected) Read()
    {
        long first = Now - Minutes + 1;
        return (_minutes.Where(slot => slot.Minute >= first).Sum(slot => slot.Judged),
            _minutes.Where(slot => slot.Minute >= first).Sum(slot => slot.Rejected));
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds() / 60;
}
