using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Ingestion.Telemetry;

namespace Pipeline3D.Cli.Running;

/// <summary>Sends the traces of a run to an OpenTelemetry collector, from a thread of its own.</summary>
/// <remarks>Configured by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT and its kin) or by <c>--otlp</c>.
/// A collector that is down costs the run nothing: what cannot be sent is dropped and told once.</remarks>
internal sealed class TraceExport : IDisposable
{
    private const int MaxMillisecondsToFlush = 2000;

    private static readonly string Version = typeof(TraceExport).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    private readonly TracerProvider _provider;
    private readonly ExportTrouble _trouble;

    private TraceExport(Uri? address, Func<string, string?> variable, CliConsole console)
    {
        _trouble = new ExportTrouble(text => console.Error.WriteLine($"remark: traces are lost, the collector cannot "
            + $"be reached; nothing else is affected: {text}"));
        // What variables say of the service comes last, so it wins.
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddTelemetrySdk()
            .AddService("pipeline3d", serviceVersion: Version).AddEnvironmentVariableDetector();
        _provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(EngineTelemetry.Name, IntakeTelemetry.Name)
            .AddOtlpExporter(options => Configure(options, address, variable)).Build();
    }

    /// <summary>Begins to send; null when nothing says where to.</summary>
    /// <param name="otlp">The collector's address; null = as the variables say.</param>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="console">Where trouble is told, once.</param>
    /// <exception cref="UsageException">The address is none.</exception>
    public static TraceExport? Start(string? otlp, Func<string, string?> variable, CliConsole console)
    {
        bool isOff = string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            || variable("OTEL_TRACES_EXPORTER") == "none";
        string? configured = otlp ?? (isOff ? null : Endpoint(variable));
        if (string.IsNullOrEmpty(configured))
            return null;
        if (!Uri.TryCreate(configured, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"'{configured}' is no address of a collector; write one such as "
                + "http://127.0.0.1:4318");
        return new TraceExport(otlp is null ? null : address, variable, console);
    }

    /// <summary>Sends what is left, for two seconds at most.</summary>
    public void Dispose()
    {
        _provider.Shutdown(MaxMillisecondsToFlush);
        _provider.Dispose();
        _trouble.Dispose();
    }

    private static string? Endpoint(Func<string, string?> variable)
        => variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is { Length: > 0 } traces ? traces
            : variable("OTEL_EXPORTER_OTLP_ENDPOINT");

    // OpenTelemetry's default is http/protobuf; 4317 is the port of collectors for gRPC.
    private static void Configure(OtlpExporterOptions options, Uri? address, Func<string, string?> variable)
    {
        string? protocol = variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? variable("OTEL_EXPORTER_OTLP_PROTOCOL");
        if (protocol is null)
            options.Protocol = (address ?? new Uri(Endpoint(variable)!)).Port == 4317
                ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (address is null)
            return;
        options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf && address.AbsolutePath == "/"
            ? new Uri(address, "/v1/traces") : address;
    }
}
