using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Pipeline3D.Ingestion.Telemetry;

/// <summary>The doors' traces under the name <c>Pipeline3D.Ingestion</c>, for OpenTelemetry or any listener.</summary>
public static class IntakeTelemetry
{
    /// <summary>Name of the activity source.</summary>
    public const string Name = "Pipeline3D.Ingestion";

    private static readonly ActivitySource Traces = new(Name);

    /// <summary>Begins the span of a posted scan, below the sender's own when it gave a <c>traceparent</c>.</summary>
    internal static Activity? StartPost(HttpRequest request)
    {
        string parent = request.Headers.TraceParent.ToString();
        ActivityContext.TryParse(parent.Length > 0 ? parent : null, request.Headers.TraceState, isRemote: true,
            out ActivityContext sender);
        return Traces.StartActivity("POST /scans", ActivityKind.Server, sender);
    }

    /// <summary>Says in the span who the scan is: the same name as in the trace of its way through the
    /// blocks.</summary>
    internal static void NameItem(this Activity? span, string item) => span?.SetTag("pipeline3d.item", item);

    /// <summary>Says in the span how the request ended.</summary>
    internal static void End(this Activity? span, int status)
    {
        span?.SetTag("http.response.status_code", status);
        if (status >= 400)
            span?.SetStatus(ActivityStatusCode.Error);
    }
}
