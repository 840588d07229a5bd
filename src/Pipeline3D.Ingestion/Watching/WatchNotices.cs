using Microsoft.Extensions.Logging;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Watching;

/// <summary>Tells once what a look at the watched folder found, however often it is found again: what is left alone,
/// and what is wrong as long as it is.</summary>
/// <remarks>What is wrong makes the service degraded until a look finds it no more. Remembers 1,000 places; of more
/// it says only that there are.</remarks>
internal sealed partial class WatchNotices(ServiceTroubles troubles, ILogger log)
{
    /// <summary>Name of the watched folder among the parts of the service.</summary>
    public const string Part = "watched folder";

    private const int MaxKept = 1000, MaxShown = 3;

    private readonly HashSet<string> _alone = new(StringComparer.Ordinal);
    private Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private Dictionary<string, string> _now = new(StringComparer.Ordinal);
    private bool _isFullTold;

    /// <summary>Something that will not be taken, whenever it is looked at.</summary>
    public void LeftAlone(string path, string why)
    {
        if (_alone.Count < MaxKept)
        {
            if (_alone.Add(path))
                LogAlone(log, path, why);
        }
        else if (!_alone.Contains(path) && !_isFullTold)
        {
            _isFullTold = true;
            LogMore(log, MaxKept);
        }
    }

    /// <summary>Something that should have gone well and did not.</summary>
    public void Wrong(string path, string cause)
    {
        if (_now.Count >= MaxKept || !_now.TryAdd(path, cause))
            return;
        if (!_wrong.ContainsKey(path))
            LogWrong(log, path, cause);
    }

    /// <summary>Ends a look: what it did not find wrong is well again.</summary>
    public void EndLook()
    {
        foreach (string path in _wrong.Keys)
            if (!_now.ContainsKey(path))
                LogWell(log, path);
        (_wrong, _now) = (_now, new Dictionary<string, string>(StringComparer.Ordinal));
        troubles.Say(Part, string.Join("; ", _wrong.Take(MaxShown).Select(pair => $"{pair.Key}: {pair.Value}"))
            + (_wrong.Count > MaxShown ? $"; and {_wrong.Count - MaxShown} more" : ""));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watched {Path} is left alone: {Why}.")]
    private static partial void LogAlone(ILogger log, string path, string why);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "More than {Kept} watched files are left alone; further ones are not listed here.")]
    private static partial void LogMore(ILogger log, int kept);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Watched {Path} could not be used: {Cause} It is tried again until it can be.")]
    private static partial void LogWrong(ILogger log, string path, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watched {Path} is well again.")]
    private static partial void LogWell(ILogger log, string path);
}
