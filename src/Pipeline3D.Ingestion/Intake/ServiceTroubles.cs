namespace Pipeline3D.Ingestion.Intake;

/// <summary>What keeps a service from doing all that it is for, while it goes on with the rest: what
/// <c>/health</c> calls degraded. Thread-safe.</summary>
public sealed class ServiceTroubles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _now = new(StringComparer.Ordinal);

    /// <summary>The troubles of this moment, by the part of the service that has them; a copy.</summary>
    public IReadOnlyDictionary<string, string> Now
    {
        get
        {
            lock (_gate)
                return new SortedDictionary<string, string>(_now, StringComparer.Ordinal);
        }
    }

    /// <summary>Says what a part is troubled by; replaces what it said before.</summary>
    /// <param name="part">The part, one of a few words of the code: they become labels of metrics.</param>
    /// <param name="text">What is wrong, where, and what to do; empty when nothing is.</param>
    public void Say(string part, string text)
    {
        lock (_gate)
            if (text.Length > 0)
                _now[part] = text;
            else
                _now.Remove(part);
    }
}
