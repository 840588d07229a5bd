using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pipeline3D.Hosting.Tests.Support;

/// <summary>Keeps what a program logs, as <c>CATEGORY: TEXT</c>.</summary>
internal sealed class KeptLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Kept(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Kept(KeptLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
            => logs._lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}
