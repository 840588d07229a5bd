using Microsoft.Extensions.Logging;

namespace Pipeline3D.Ingestion.Http;

/// <summary>Tells of requests with a wrong key: the first at once, further ones as a number, once a minute.
/// Thread-safe.</summary>
internal sealed partial class WrongKeys : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private bool _isQuiet = true;
    private long _untold;
    private string _newest = "";

    public WrongKeys(TimeProvider time, ILogger log)
    {
        _log = log;
        _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One more request came.</summary>
    /// <param name="from">Where from.</param>
    public void Count(string from)
    {
        lock (_gate)
        {
            (_untold, _newest) = (_untold + 1, from);
            if (!_isQuiet)
                return;
            _isQuiet = false;
        }
        Tell();
    }

    /// <summary>Tells what is not told yet.</summary>
    public void Dispose()
    {
        Tell();
        _timer.Dispose();
    }

    private void Tell()
    {
        long count;
        string newest;
        lock (_gate)
        {
            (count, newest, _untold) = (_untold, _newest, 0);
            _isQuiet = count == 0;
            if (count > 0)
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
        if (count > 0)
            LogWrong(_log, count, newest);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Requests with a wrong key since the last such line: {Count}; the newest from {Address}.")]
    private static partial void LogWrong(ILogger log, long count, string address);
}
