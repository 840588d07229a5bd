using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Pipeline3D.Cli.Running;

/// <summary>The log of <c>serve</c> on standard error: one line per answer, for programs or for people.</summary>
internal static class ServiceLogging
{
    /// <summary>Makes the log.</summary>
    /// <param name="asText">Whether it is for people.</param>
    public static ILoggerFactory Create(bool asText) => LoggerFactory.Create(logging =>
    {
        // What the run tells stands in the answers, in the run's folder and at the end already.
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Pipeline3D.Run", LogLevel.None);
        if (asText)
            logging.AddSimpleConsole(format => (format.SingleLine, format.UseUtcTimestamp, format.TimestampFormat)
                = (true, true, "HH:mm:ss.fff "));
        else
            logging.AddJsonConsole(format => (format.UseUtcTimestamp, format.TimestampFormat)
                = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        logging.Services.Configure((ConsoleLoggerOptions output)
            => output.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
