using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>A service on a free port whose run is played by the test: it sees what arrives and says how it
/// ends.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly ScanService _service;
    private readonly IAsyncEnumerator<Arrival> _arrivals;

    private Door(TempFolder folder, IntakeOptions options, KeptLog? log, Earlier? earlier)
    {
        Folder = folder;
        Intake = earlier is null ? new ScanIntake(options.MaxWaiting, TimeProvider.System)
            : new ScanIntake(options.MaxWaiting, TimeProvider.System) { Earlier = items => earlier(items) };
        var pages = new ServicePages(() => ("<p>page</p>", "default-src 'none'"), () => "{}"u8.ToArray(),
            number => number == 7 ? [1, 2, 3] : null, () => "metric 1\n", () => new Dictionary<string, double>
            {
                ["waiting"] = Intake.Waiting,
            });
        _service = new ScanService(Intake, options with { Port = 0, Spool = folder["spool"] }, ScanFormats.Own, pages,
            logging =>
            {
                if (log is not null)
                    logging.AddProvider(log);
            });
        _arrivals = Intake.ArriveAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
    }

    public delegate IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Earlier(IReadOnlySet<string> items);

    public TempFolder Folder { get; }

    public ScanIntake Intake { get; }

    public HttpClient Client { get; private set; } = null!;

    public string[] Spooled => Directory.GetDirectories(Folder["spool"]);

    public static async Task<Door> OpenAsync(TempFolder folder, IntakeOptions? options = null, bool isReading = true,
        KeptLog? log = null, Earlier? earlier = null)
    {
        var door = new Door(folder, options ?? new IntakeOptions(), log, earlier);
        await door._service.StartAsync(TestContext.Current.CancellationToken);
        door.Client = new HttpClient { BaseAddress = new Uri(door._service.Address) };
        if (isReading)
            door.Next = door._arrivals.MoveNextAsync().AsTask();
        return door;
    }

    private Task<bool> Next { get; set; } = Task.FromResult(false);

    /// <summary>The next arrival; null at the end.</summary>
    public async Task<Arrival?> ArrivalAsync()
    {
        if (!await Next)
            return null;
        Arrival arrival = _arrivals.Current;
        Next = _arrivals.MoveNextAsync().AsTask();
        return arrival;
    }

    /// <summary>Ends an item as a run would that scored it.</summary>
    public void Score(Arrival arrival, byte[]? map = null)
    {
        Intake.Report(new ScanReport(arrival.Id, """{"item":"x","score":1}"""u8.ToArray(), 1) { Map = map ?? [] });
        Intake.End(arrival.Id, AnswerKind.Scored);
    }

    public Task<HttpResponseMessage> PostAsync(byte[] body, string query = "")
        => Client.PostAsync($"/scans{query}", new ByteArrayContent(body), TestContext.Current.CancellationToken);

    public Task StopAsync() => _service.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Intake.Abandon();
        await StopAsync();
        Client.Dispose();
        await _service.DisposeAsync();
        Intake.Dispose();
    }
}
