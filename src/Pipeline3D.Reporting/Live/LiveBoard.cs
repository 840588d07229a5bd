using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Live;

/// <summary>What the live page shows: the newest verdicts and dead letters, the rate, and the drift of the scores.
/// Thread-safe.</summary>
/// <remarks>Keeps 50 verdicts with their clouds (about 70 kB each), 20 dead letters and 200 scores per
/// category, those of thinned scans apart.</remarks>
public sealed class LiveBoard(string name, TimeProvider time)
{
    private const int MaxVerdicts = 50, MaxLetters = 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly Lock _gate = new();
    private readonly LinkedList<Shown> _verdicts = new();
    private readonly LinkedList<LiveLetter> _letters = new();
    private readonly SortedDictionary<string, DriftWindow> _drift = new(StringComparer.Ordinal);
    private readonly Queue<long> _recent = new();
    private readonly LastHour _hour = new(time);
    private long _number, _rejected, _undecided;

    /// <summary>Takes a verdict.</summary>
    public void Add(ScanReport report)
    {
        byte[]? cloud = report.Cloud.IsEmpty ? null : Pack(report.Cloud.Span);
        lock (_gate)
        {
            CountEnd();
            _verdicts.AddFirst(new Shown(++_number, time.GetUtcNow(), report with { Cloud = default, Map = default },
                cloud));
            if (_verdicts.Count > MaxVerdicts)
                _verdicts.RemoveLast();
            (_rejected, _undecided) = (_rejected + (report.IsRejected == true ? 1 : 0),
                _undecided + (report.IsRejected is null ? 1 : 0));
            _hour.Add(report.IsRejected == true);
            if (report.Accepted is { } accepted)
                WindowOf(KindOf(report)).Add(report.Score, report.IsRejected == true, accepted);
        }
    }

    /// <summary>Takes a dead letter.</summary>
    public void Add(DeadLetter letter)
    {
        lock (_gate)
        {
            CountEnd();
            string reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(letter.Reason.ToString());
            _letters.AddFirst(new LiveLetter(time.GetUtcNow(), letter.Item.Path, letter.Block, reason, letter.Message));
            if (_letters.Count > MaxLetters)
                _letters.RemoveLast();
        }
    }

    /// <summary>The cloud of a shown verdict in the format of <see cref="ScanEvidence"/>, gzip; null when it is no
    /// longer kept.</summary>
    public byte[]? Cloud(long number)
    {
        lock (_gate)
            return _verdicts.FirstOrDefault(shown => shown.Number == number)?.Cloud;
    }

    /// <summary>Everything that the page shows, as JSON.</summary>
    public byte[] State(LiveFigures figures)
    {
        lock (_gate)
        {
            Forget();
            (long judged, long rejected) = _hour.Read();
            return JsonSerializer.SerializeToUtf8Bytes(new
            {
                Name = name,
                Now = time.GetUtcNow(),
                Parts = new LiveParts(_number, _rejected, _undecided, judged, rejected),
                Figures = figures,
                Rate = _recent.Count / Math.Clamp(figures.ElapsedSeconds, 1, DriftWindow.RateSeconds),
                Drift = _drift.Select(pair => pair.Value.Describe(pair.Key)),
                Letters = _letters,
                Verdicts = _verdicts.Select(shown => shown.Describe()),
            }, Json);
        }
    }

    // Thinned scans have scores and a threshold of their own.
    private static string KindOf(ScanReport report) => report.Fallback is not { IsThinned: true } ? report.Item.Category
        : $"{(report.Item.Category.Length == 0 ? "all scans" : report.Item.Category)}, thinned";

    private DriftWindow WindowOf(string kind)
    {
        if (!_drift.TryGetValue(kind, out DriftWindow? window))
            _drift[kind] = window = new DriftWindow();
        return window;
    }

    private void CountEnd()
    {
        _recent.Enqueue(time.GetTimestamp());
        Forget();
    }

    private void Forget()
    {
        while (_recent.Count > 0 && time.GetElapsedTime(_recent.Peek()).TotalSeconds > DriftWindow.RateSeconds)
            _recent.Dequeue();
    }

    private static byte[] Pack(ReadOnlySpan<byte> cloud)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(cloud);
        return packed.ToArray();
    }

    private sealed record Shown(long Number, DateTimeOffset At, ScanReport Report, byte[]? Cloud)
    {
        public LiveVerdict Describe()
        {
            ScanEvidence? seen = Report.Evidence;
            return new LiveVerdict(Number, At, Report.Item.Path, Report.Item.Category, Report.Score,
                seen?.Threshold ?? Report.Threshold,
                Report.IsRejected switch { true => "reject", false => "accept", null => "undecided" },
                seen?.IsAnomalous, Cloud is not null, seen?.Unit ?? "", seen?.Width ?? 0, seen?.ScoreLow ?? 0,
                seen?.ScoreHigh ?? 0, seen?.Remarks ?? [])
            {
                HasTruth = Report.HasTruth,
                HasColour = Report.HasColour,
                Fallback = Report.Fallback is { } fallback
                    ? new LiveFallback(fallback.Points, fallback.OfPoints, fallback.Views, fallback.OfViews)
                    : null,
                Late = Report.TimeLeft is null ? null : Report.IsLate,
                LateBySeconds = Report.IsLate ? -Report.TimeLeft!.Value.TotalSeconds : null,
            };
        }
    }
}
