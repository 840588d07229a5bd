using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Watching;
using Pipeline3D.TestSupport;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Ingestion.Tests.Support;

/// <summary>A watched folder whose looks a test takes one by one, before a run that scores what it can read.</summary>
internal sealed class WatchedLine : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FakeTime _time = new();
    private readonly TempFolder _folder = new();
    private readonly WatchFolder _watch;
    private readonly Task _running, _scoring;

    public WatchedLine(Func<IReadOnlySet<string>, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>? earlier = null,
        Action<TempFolder>? before = null, Action<WatchedLine>? ready = null, string category = "part")
    {
        before?.Invoke(_folder);
        Intake = earlier is null ? new ScanIntake(1000, _time) : new ScanIntake(1000, _time) { Earlier = earlier };
        _watch = new WatchFolder(new IntakeOptions { Watch = Root, Settle = 4 * Pause, Category = category,
            Durable = false }, ScanFormats.Own, Intake, Log);
        ready?.Invoke(this);
        _scoring = ScoreAsync();
        _running = _watch.RunAsync();
    }

    public string Root => _folder["in"];

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>A path beside the watched folder.</summary>
    public string Beside(string name) => _folder[name];

    public KeptLog Log { get; } = new();

    public ScanIntake Intake { get; }

    /// <summary>Contents that were scored, one per time.</summary>
    public List<string> Scored { get; } = [];

    /// <summary>Called with each scan before it is read.</summary>
    public Action<Arrival> Reading { get; set; } = _ => { };

    public string? Trouble => Intake.Degraded.GetValueOrDefault("watched folder");

    public string[] Done => FilesIn("done");

    /// <summary>Lets so many looks pass, and all answers that they lead to.</summary>
    public async Task LookAsync(int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            await _time.WhenWaitingAsync();
            _time.Advance(Pause);
            await _time.WhenWaitingAsync(); // each look ends with one new timer
            while (Intake.Waiting > 0)
                await Task.Yield();
        }
    }

    /// <summary>Looks until what lies there has settled and is answered and moved.</summary>
    public Task SettleAsync() => LookAsync(8);

    public void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    public string[] FilesIn(string room) => !Directory.Exists(this[room]) ? []
        : [.. Directory.EnumerateFiles(this[room], "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".verdict.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        Intake.Abandon();
        await _running;
        await _scoring;
        _watch.Dispose();
        Intake.Dispose();
        _folder.Dispose();
    }

    private async Task ScoreAsync()
    {
        await foreach (Arrival arrival in Intake.ArriveAsync(TestContext.Current.CancellationToken))
        {
            Reading(arrival);
            try
            {
                string text = await File.ReadAllTextAsync(arrival.Cloud, TestContext.Current.CancellationToken);
                Scored.Add(text);
                Intake.Report(new ScanReport(arrival.Id, "{\"score\":1}"u8.ToArray(), 1));
                Intake.End(arrival.Id, AnswerKind.Scored);
            }
            catch (IOException cause)
            {
                Intake.End(arrival.Id, AnswerKind.Rejected, new DeadLetter(arrival.Id, 0, "scans",
                    RejectReason.Unreadable, cause.Message, "", ""));
            }
        }
    }
}
