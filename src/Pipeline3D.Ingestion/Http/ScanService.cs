using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Watching;

namespace Pipeline3D.Ingestion.Http;

/// <summary>The doors of a served pipeline: HTTP and the watched folder.</summary>
/// <remarks><c>POST /scans</c>, <c>GET /health</c>, <c>GET /metrics</c>, and the live page at <c>/</c>. See
/// docs/streaming.md for what is promised.</remarks>
public sealed partial class ScanService : IAsyncDisposable
{
    // Connections that are there whatever senders do: for health, metrics and the live page.
    private const int ToSpare = 64;

    private readonly WebApplication _app;
    private readonly ScanIntake _intake;
    private readonly Spool _spool;
    private readonly WatchFolder? _watch;
    private readonly ScanEndpoint _scans;
    private readonly RequestGate _gate;
    private readonly ServicePages _pages;
    private readonly ILogger _log;
    private readonly WrongKeys _wrongKeys;
    private Task _doors = Task.CompletedTask;

    /// <summary>Opens the folders; nothing listens yet.</summary>
    /// <param name="intake">Where scans go.</param>
    /// <param name="options">Where they come in; <see cref="IntakeOptions.Spool"/> must be given.</param>
    /// <param name="formats">What the run can read; nothing else is taken in.</param>
    /// <param name="pages">What else is shown.</param>
    /// <param name="logging">Where the log goes.</param>
    /// <exception cref="IOException">A folder or the key's file cannot be used.</exception>
    public ScanService(ScanIntake intake, IntakeOptions options, IScanFormats formats, ServicePages pages,
        Action<ILoggingBuilder> logging)
    {
        (_intake, _pages, _gate) = (intake, pages, new RequestGate(options));
        var connections = new ClientConnections(Math.Max(options.MaxConnections,
            options.MaxWaiting + options.MaxUploads + ToSpare), intake.Time, intake.Meter.Dropped);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options, connections));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        logging(builder.Logging);
        _app = builder.Build();
        _log = _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Pipeline3D.Ingestion");
        _spool = new Spool(options.Spool, options.Durable);
        _watch = options.Watch.Length == 0 ? null : new WatchFolder(options, formats, intake, _log);
        _scans = new ScanEndpoint(intake, options, formats, _spool, _log);
        _wrongKeys = new WrongKeys(intake.Time, _log);
        _app.Run(HandleAsync);
    }

    /// <summary>The address that it listens on, for example <c>http://127.0.0.1:8080</c>; known once it has
    /// started.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Opens the doors. Scans are taken in as soon as the run reads them.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        await _app.StartAsync(stop).ConfigureAwait(false);
        LogListening(_log, Address);
        _doors = Task.WhenAll(WatchOverAsync("spool", _scans.RecoverAsync()),
            WatchOverAsync(WatchNotices.Part, _watch?.RunAsync() ?? Task.CompletedTask));
    }

    // What goes on beside the requests has nobody to fail to: unseen, it would end in silence.
    private async Task WatchOverAsync(string part, Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            LogBroken(_log, cause, part);
            _intake.Troubles.Say(part, $"it has ended ({cause.Message}); restart the service");
        }
    }

    /// <summary>Closes the doors once every request that is open has been answered.</summary>
    public async Task StopAsync()
    {
        _intake.Drain();
        await _doors.ConfigureAwait(false);
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _wrongKeys.Dispose();
        _watch?.Dispose();
        _spool.Dispose();
    }

    // Senders are not trusted: sizes, counts and times are bounded before anything is read.
    private static void Limit(KestrelServerOptions kestrel, IntakeOptions options, ClientConnections connections)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, port =>
        {
            port.Protocols = HttpProtocols.Http1;
            port.Use((connection, next) => connections.RunAsync(connection, next));
        });
        kestrel.Limits.MaxRequestBodySize = options.MaxBody + 65536;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16384;
        // ClientConnections chooses which one goes when there are too many; Kestrel would close the newest.
        kestrel.Limits.MaxConcurrentConnections = null;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.MinBodyRate, TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }

    private async Task HandleAsync(HttpContext http)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        (int Status, string Reason, string Message)? refused = _gate.Check(http.Request);
        ClientConnections.Client? client = http.Features.Get<ClientConnections.Client>();
        client?.Ask();
        try
        {
            await (refused is { } why ? TurnAwayAsync(http, why.Status, why.Reason, why.Message)
                : AnswerAsync(http, client)).ConfigureAwait(false);
        }
        finally
        {
            client?.Rest(refused is null);
        }
    }

    private Task TurnAwayAsync(HttpContext http, int status, string reason, string message)
    {
        if (reason == RequestGate.WrongKey)
            _wrongKeys.Count(http.Connection.RemoteIpAddress?.ToString() ?? "");
        _intake.Meter.Refused(status);
        if (status == 401)
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"pipeline3d\", charset=\"UTF-8\"";
        http.Response.Headers.Connection = "close";
        return WriteAsync(http, status, "application/json", AnswerJson.Error(reason, message));
    }

    private Task AnswerAsync(HttpContext http, ClientConnections.Client? client)
    {
        string path = http.Request.Path.Value ?? "";
        if (path == "/scans")
            return HttpMethods.IsPost(http.Request.Method) ? _scans.HandleAsync(http)
                : RefuseMethod(http, "POST", "scans are sent by POST");
        // All others are answered at once; what takes long is a client that does not read.
        client?.Answer();
        if (PageOf(path) is not { } page)
            return Refuse(http, 404, "not_found", "there are POST /scans, /, /health and /metrics");
        return HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? page(http)
            : RefuseMethod(http, "GET, HEAD", "this address is read by GET");
    }

    private Func<HttpContext, Task>? PageOf(string path) => path switch
    {
        "/" => PageAsync,
        "/health" => http => WriteAsync(http, _intake.IsOpen ? 200 : 503, "application/json",
            Health(isAllToldTo: _gate.HasKey(http.Request))),
        "/metrics" => http => WriteAsync(http, 200, "text/plain; version=0.0.4; charset=utf-8",
            Encoding.UTF8.GetBytes(_pages.Metrics())),
        "/live/state" => http => WriteAsync(http, 200, "application/json", _pages.State()),
        _ => CloudOf(path) is { } cloud ? http => WriteAsync(http, 200, "application/octet-stream", cloud) : null,
    };

    private Task PageAsync(HttpContext http)
    {
        (string html, string policy) = _pages.Page();
        http.Response.Headers.ContentSecurityPolicy = policy;
        return WriteAsync(http, 200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    private byte[]? CloudOf(string path)
    {
        const string Clouds = "/live/cloud/";
        return path.StartsWith(Clouds, StringComparison.Ordinal) && long.TryParse(path.AsSpan(Clouds.Length),
            System.Globalization.NumberStyles.None, null, out long number) ? _pages.Cloud(number) : null;
    }

    // Messages name folders and files of this machine: strangers, who may ask for /health too, get the parts alone.
    private byte[] Health(bool isAllToldTo)
    {
        IReadOnlyDictionary<string, string> degraded = _intake.Degraded;
        return AnswerJson.Of(json =>
        {
            json.WriteString("status", _intake.IsDraining ? "draining" : !_intake.IsOpen ? "starting"
                : degraded.Count > 0 ? "degraded" : "ok");
            if (degraded.Count > 0)
            {
                json.WriteStartObject("degraded");
                foreach ((string part, string text) in degraded)
                    json.WriteString(part, isAllToldTo ? text : "see the log, or ask with the key");
                json.WriteEndObject();
            }
            foreach ((string name, double value) in _pages.Status())
                json.WriteNumber(name, value);
        });
    }

    private static Task RefuseMethod(HttpContext http, string allowed, string message)
    {
        http.Response.Headers.Allow = allowed;
        return Refuse(http, 405, "bad_method", message);
    }

    private static Task Refuse(HttpContext http, int status, string reason, string message)
        => WriteAsync(http, status, "application/json", AnswerJson.Error(reason, message));

    private static async Task WriteAsync(HttpContext http, int status, string type, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Address}.")]
    private static partial void LogListening(ILogger log, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Part} has ended.")]
    private static partial void LogBroken(ILogger log, Exception cause, string part);

    // Signals are the command's business: it drains before it stops.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
