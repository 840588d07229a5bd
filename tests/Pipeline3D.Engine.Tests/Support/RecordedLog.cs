using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pipeline3D.Engine.Tests.Support;

/// <summary>A logger that keeps what it is told, from a level on.</summary>
internal sealed class RecordedLog(LogLevel from = LogLevel.Information) : ILogger
{
    private readonly ConcurrentQueue<Line> _lines = new();

    public IReadOnlyList<Line> Lines => [.. _lines];

    public IEnumerable<Line> Of(int id) => _lines.Where(line => line.Id == id);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
        => _lines.Enqueue(new Line(logLevel, eventId.Id, formatter(state, exception),
            ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key,
                pair => $"{pair.Value}", StringComparer.Ordinal)));

    internal sealed record Line(LogLevel Level, int Id, string Text, IReadOnlyDictionary<string, string> Fields);
}
