using System.Text.Json;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Blocks.Tests.Sinks;

public sealed class VerdictsSinkTests : BlockTest
{
    [Fact]
    public async Task Consume_Scans_OneLineEachInOrderWithAllThatIsKnown()
    {
        var sink = new VerdictsSink(new MethodSinkOptions());
        await sink.StartAsync(Run, CancellationToken.None);
        await sink.ConsumeAsync(TestScans.Scored(2, isAnomalous: true) with { Calibration = TestScans.Around(1.5f) },
            ContextOf("b"));
        await RejectedAsync(() => sink.ConsumeAsync(TestScans.Scored(float.NaN), ContextOf("x")).AsTask(),
            RejectReason.NotANumber);
        await sink.ConsumeAsync(TestScans.Scored(1, isAnomalous: null) with { Calibration = TestScans.Around(1.5f) },
            ContextOf("a"));
        ScoredScan last = TestScans.Scored(0.1f, isAnomalous: false);
        await sink.ConsumeAsync(last with { Scores = [] }, ContextOf("\u00e4"));
        await sink.CompleteAsync(Run, CancellationToken.None);
        Assert.Equal(
        [
            """{"item":"dome/test/good/b","score":2,"threshold":1.5,"threshold_low":1,"threshold_high":1.75,"false_reject_rate":0.05,"is_close":false,"verdict":"reject","is_anomalous":true,"peak_index":23,"peak_score":23}""",
            """{"item":"dome/test/good/a","score":1,"threshold":1.5,"threshold_low":1,"threshold_high":1.75,"false_reject_rate":0.05,"is_close":true,"verdict":"accept","peak_index":23,"peak_score":23}""",
            """{"item":"dome/test/good/ä","score":0.1,"verdict":"undecided","is_anomalous":false}""",
        ], File.ReadAllLines(Run.Folder.Verdicts));
    }

    [Fact]
    public async Task Consume_ScanWithAnOffset_SaysIt()
    {
        var sink = new VerdictsSink(new MethodSinkOptions());
        ScoredScan scored = TestScans.Scored(1);
        await sink.ConsumeAsync(scored with { Scan = scored.Scan with { Offset = new(500_000, 5_400_000.5, 0) } },
            ContextOf("a"));
        await sink.CompleteAsync(Run, CancellationToken.None);
        Assert.EndsWith("""
            "peak_score":23,"offset":[500000,5400000.5,0]}
            """, File.ReadAllLines(Run.Folder.Verdicts).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.25, null, ""","late":false}""")]
    [InlineData(-0.25, null, ""","late":true,"late_by_seconds":0.25}""")]
    [InlineData(null, 0.25, ""","late":false}""")]
    [InlineData(0.25, -2.0, ""","late":true,"late_by_seconds":2}""")]
    [InlineData(null, null, "}")]
    public async Task Consume_ThinnedScan_SaysSoAndWhetherItIsLate(double? now, double? atVerdict, string end)
    {
        var time = new Pipeline3D.Testing.Time.FakeTime();
        BlockContext context = ContextOf("a") with { Run = new RunContext { Folder = Run.Folder, Time = time } };
        if (now is { } left)
            context = context with { DueAt = time.GetTimestamp() + (long)(left * time.TimestampFrequency) };
        var sink = new VerdictsSink(new MethodSinkOptions());
        await sink.ConsumeAsync(TestScans.Thinned(2) with
        {
            TimeLeft = atVerdict is { } then ? TimeSpan.FromSeconds(then) : null,
        }, context);
        await sink.CompleteAsync(Run, CancellationToken.None);
        Assert.EndsWith($"\"peak_score\":23,\"fallback\":{{\"points\":10,\"of_points\":24}}{end}",
            File.ReadAllLines(Run.Folder.Verdicts).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_LineIsOnDiskAtOnce_AndScoresKeepAllDigits()
    {
        await using var sink = new VerdictsSink(new MethodSinkOptions());
        await sink.StartAsync(Run, CancellationToken.None);
        await sink.ConsumeAsync(TestScans.Scored(0.12345679f), ContextOf("a"));
        using var reader = new StreamReader(new FileStream(Run.Folder.Verdicts, FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite));
        using JsonDocument line = JsonDocument.Parse(
            await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0.12345679f, line.RootElement.GetProperty("score").GetSingle());
    }
}
