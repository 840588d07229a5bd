using System.Diagnostics;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Synthetic;

namespace EndToEnd.Tests.Streaming;

/// <summary>Traces leave the program when a collector is configured, and only then.</summary>
public sealed class TraceTests(SmallDatasets datasets, ScoredDataset scored) : CliTest, IClassFixture<ScoredDataset>
{
    private static readonly string[] Way = ["scans", "healthy", "scores", "verdict", "verdicts", "live"];

    private string Scan => Directory.EnumerateFiles(Path.Combine(datasets.Of(SyntheticLayout.Mvtec3d), "bagel", "test"),
        "*.tiff", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    [Fact]
    public async Task Serve_WithACollector_OneTraceFollowsEachScanAndTheSendersTraceHoldsThePost()
    {
        const string Sender = "0af7651916cd43dd8448eb211c80319c", SenderSpan = "b7ad6b7169203331";
        await using TraceCollector collector = new();
        await using ServedPipeline served = await scored.ServeAsync(Folder["live"],
            "stream/serve-saved-models.yaml", "--otlp", collector.Address, "--scans", "3");
        served.Client.DefaultRequestHeaders.Add("traceparent", $"00-{Sender}-{SenderSpan}-01");
        string item = System.Text.Json.JsonElement.Parse((await served.PostFileAsync(Scan)).Body).GetProperty("item")
            .GetString()!;
        Assert.Equal(200, (await served.PostFileAsync(Scan)).Status);
        Assert.Equal(422, (await served.PostAsync(new ByteArrayContent("II*\0damaged"u8.ToArray()))).Status);
        CliResult end = await served.EndAsync();

        Assert.True(end.Exit == 0, end.All);
        Assert.All(collector.Services, service => Assert.Equal("pipeline3d", service));
        TraceCollector.Span[] posts = [.. collector.Spans.Where(span => span.Name == "POST /scans")];
        Assert.Equal(3, posts.Length);
        Assert.All(posts, post => Assert.Equal((Sender, SenderSpan), (post.Trace, post.Parent)));
        Assert.Equal(["200", "200", "422"], posts.Select(post => post.Tags["http.response.status_code"]).Order());
        TraceCollector.Span[] items = [.. collector.Spans.Where(span => span.Name == "pipeline3d.item"
            && span.Tags["pipeline3d.item"].StartsWith("bagel/", StringComparison.Ordinal))];
        Assert.Equal(posts.Select(post => (post.Tags["pipeline3d.item"], post.Trace, post.Id)).Order(),
            items.Select(one => (one.Tags["pipeline3d.item"], one.Trace, one.Parent)).Order());
        TraceCollector.Span whole = items.Single(one => one.Tags["pipeline3d.item"] == item);
        TraceCollector.Span[] way = [.. collector.Spans.Where(span => span.Parent == whole.Id)];
        Assert.Equal(Way.Order(StringComparer.Ordinal), way.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(way, span => Assert.Equal((whole.Trace, false), (span.Trace, span.IsError)));
        TraceCollector.Span error = Assert.Single(collector.Spans, span => span.IsError
            && span.Name != "POST /scans");
        Assert.Equal("scans", error.Name);
        Assert.Contains(items, one => one.Id == error.Parent && one.Tags["pipeline3d.outcome"] == "Dead");
    }

    [Fact]
    public async Task Run_ConfiguredByVariables_SendsWithHeadersAndServiceName()
    {
        await using TraceCollector collector = new();
        CliResult end = await ScoreAsync("run", ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=secret"), ("OTEL_SERVICE_NAME", "line-3"));

        Assert.True(end.Exit == 0, end.All);
        Assert.Equal(8, collector.Spans.Count(span => span.Name == "pipeline3d.item"
            && span.Tags["pipeline3d.item"].StartsWith("bagel/", StringComparison.Ordinal)));
        Assert.All(collector.Services, service => Assert.Equal("line-3", service));
        Assert.All(collector.Keys, key => Assert.Equal("secret", key));
        Assert.DoesNotContain("remark: traces", end.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_SERVICE_NAME", "line-3"), InlineData("OTEL_TRACES_EXPORTER", "none")]
    [InlineData("OTEL_SDK_DISABLED", "true"), InlineData("OTEL_TRACES_SAMPLER", "always_off")]
    public async Task Run_NotConfiguredOrSwitchedOff_SendsNothing(string variable, string value)
    {
        await using TraceCollector collector = new();
        CliResult end = await ScoreAsync("run", (variable, value),
            (variable == "OTEL_SERVICE_NAME" ? "UNUSED" : "OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address));
        Assert.True(end.Exit == 0, end.All);
        Assert.Empty(collector.Spans);
        Assert.Empty(collector.Keys);
    }

    [Fact]
    public async Task Run_CollectorThatIsDown_GivesTheSameVerdictsAndTellsItOnce()
    {
        string address;
        await using (TraceCollector gone = new())
            address = gone.Address;
        CliResult down = await ScoreAsync("down", ("OTEL_EXPORTER_OTLP_ENDPOINT", address));

        Assert.True(down.Exit == 0, down.All);
        Assert.Equal(scored.Verdicts, File.ReadAllLines(Folder["down/verdicts.jsonl"]));
        Assert.Single(down.Error.Split('\n'), line => line.StartsWith("remark: traces are lost",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_AddressThatIsNone_IsRefusedBeforeAnythingRuns()
    {
        CliResult end = await CliAsync("run", SmallJob, "--set", "data=x", "--otlp", "collector:4317", "--out",
            Folder["run"]);
        Assert.Equal(2, end.Exit);
        Assert.Contains("http://127.0.0.1:4318", end.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["run"]));
    }

    private async Task<CliResult> ScoreAsync(string run, params (string Name, string Value)[] variables)
    {
        using Process process = CliProcess.Start(scored.Scoring(datasets.Of(SyntheticLayout.Mvtec3d), Folder[run]),
            variables);
        return await CliProcess.EndAsync(process);
    }
}
