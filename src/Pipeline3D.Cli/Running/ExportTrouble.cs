using System.Diagnostics.Tracing;
using System.Globalization;

namespace Pipeline3D.Cli.Running;

/// <summary>Hears when OpenTelemetry's exporter fails, and tells it the first time.</summary>
internal sealed class ExportTrouble(Action<string> tell) : EventListener
{
    private int _told;

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource source)
    {
        if (source.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
            EnableEvents(source, EventLevel.Error);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs entry)
    {
        if (entry.Level > EventLevel.Error || Interlocked.Exchange(ref _told, 1) != 0)
            return;
        string text = string.Format(CultureInfo.InvariantCulture, entry.Message ?? "", [.. entry.Payload ?? []]);
        tell(text.Split('\n')[0].Trim());
    }
}
