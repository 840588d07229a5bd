using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
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
    private readonly WebApplication _app;
    private readonly ScanIntake _intake;
    private readonly Spool _spool;
    private readonly WatchFolder? _watch;
    private readonly ScanEndpoint _scans;
    private readonly RequestGate _gate;
    private readonly ServicePages _pages;
    private readonly ILogger _log;
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
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        logging(builder.Logging);
        _app = builder.Build();
        _log = _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Pipeline3D.Ingestion");
        _spool = new Spool(options.Spool, options.Durable);
        _watch = options.Watch.Length == 0 ? null : new WatchFolder(options, formats, intake, _log);
        _scans = new ScanEndpoint(intake, options, formats, _spool);
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
        _doors = Task.WhenAll(_scans.RecoverAsync(text => LogDamaged(_log, text)), _watch?.RunAsync()
            ?? Task.CompletedTask);
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
        _watch?.Dispose();
        _spool.Dispose();
    }

    // Senders are not trusted: sizes, counts and times are bounded before anything is read.
    private static void Limit(KestrelServerOptions kestrel, IntakeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port, port => port.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = options.MaxBody + 65536;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16384;
        kestrel.Limits.MaxConcurrentConnections = 512;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(16_384, TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }

    private Task HandleAsync(HttpContext http)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        if (_gate.Check(http.Request) is { } refused)
        {
            _intake.Meter.Refused(refused.Status);
            if (refused.Status == 401)
                headers.WWWAuthenticate = "Basic realm=\"pipeline3d\", charset=\"UTF-8\"";
            headers.Connection = "close";
            return WriteAsync(http, refused.Status, "application/json",
                AnswerJson.Error(refused.Reason, refused.Message));
        }
        string path = http.Request.Path.Value ?? "";
        if (path == "/scans")
            return HttpMethods.IsPost(http.Request.Method) ? _scans.HandleAsync(http)
                : Refuse(http, 405, "bad_method", "scans are sent by POST");
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            return Refuse(http, 405, "bad_method", "this address is read by GET");
        return path switch
        {
            "/" => PageAsync(http),
            "/health" => WriteAsync(http, _intake.IsOpen ? 200 : 503, "application/json", Health()),
            "/metrics" => WriteAsync(http, 200, "text/plain; version=0.0.4; charset=utf-8",
                Encoding.UTF8.GetBytes(_pages.Metrics())),
            "/live/state" => WriteAsync(http, 200, "application/json", _pages.State()),
            _ => CloudAsync(http, path),
        };
    }

    private Task PageAsync(HttpContext http)
    {
        (string html, string policy) = _pages.Page();
        http.Response.Headers.ContentSecurityPolicy = policy;
        return WriteAsync(http, 200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    private Task CloudAsync(HttpContext http, string path)
    {
        const string Clouds = "/live/cloud/";
        return path.StartsWith(Clouds, StringComparison.Ordinal) && long.TryParse(path.AsSpan(Clouds.Length),
            System.Globalization.NumberStyles.None, null, out long number) && _pages.Cloud(number) is { } cloud
            ? WriteAsync(http, 200, "application/octet-stream", cloud)
            : Refuse(http, 404, "not_found", "there are POST /scans, /, /health and /metrics");
    }

    private byte[] Health()
    {
        string word = _intake.IsOpen ? "ok" : _intake.IsDraining ? "draining" : "starting";
        return Encoding.UTF8.GetBytes($"{{\"status\":\"{word}\",{string.Join(',', _pages.Status().Select(pair
            => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{pair.Key}\":{pair.Value}")))}}}");
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left over: {Text}")]
    private static partial void LogDamaged(ILogger log, string text);

    // Signals are the command's business: it drains before it stops.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
