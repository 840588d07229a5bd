using System.Net;
using System.Text;
using Microsoft.Playwright;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Live;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Reporting.Tests.Browser;

public sealed class LivePageTests(Chromium chromium)
{
    private static readonly AcceptedScores Normal = new(10, 1, 50);

    [Fact]
    public async Task Page_WithVerdicts_ShowsTheNewestInThreeDimensionsWithFiguresAndNoRequestElsewhere()
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        board.Add(Report("bagel", "first", 9, false));
        board.Add(Report("bagel", "<b>second</b>", 30, true));
        board.Add(new DeadLetter(new ItemId("live", "bagel", "", "", "broken"), 3, "clean",
            RejectReason.NoBackgroundPlane, "no plane found", "x", ""));
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await ShowsAsync(window, "<b>second</b>");

        Assert.Equal("line 1", await window.Page.Locator("#name").TextContentAsync());
        Assert.Equal("ok", await window.Page.Locator("#status").TextContentAsync());
        string figures = (await window.Page.Locator("#figures").TextContentAsync())!;
        foreach (string text in new[] { "Parts judged2", "Rejected150.0 % of them", "Last hour2",
            "Rejected, last hour1", "Unusable1", "Undecided0" })
            Assert.Contains(text, figures, StringComparison.Ordinal);
        string queue = (await window.Page.Locator("#queue").TextContentAsync())!;
        foreach (string text in new[] { "of 9 accepted", "of 1.0 GiB", "2.5 s" })
            Assert.Contains(text, queue, StringComparison.Ordinal);
        Assert.Contains("no plane found", await window.Page.Locator("#dead-list").TextContentAsync(),
            StringComparison.Ordinal);
        Assert.Contains("120 ms", await window.Page.Locator("#times").TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(window.Complaints);
        Assert.All(window.Requests, request => Assert.StartsWith(server.Address, request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_ThinnedAndLateVerdict_SaysBothAndKeepsItsScoresApart()
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        board.Add(Report("bagel", "whole", 9, false));
        board.Add(Report("bagel", "hasty", 40, true) with
        {
            Fallback = new Fallback(1024, 5000), TimeLeft = TimeSpan.FromSeconds(-0.25),
        });
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await ShowsAsync(window, "hasty");

        string[] rows = [.. await window.Page.Locator(".row").AllTextContentsAsync()];
        foreach (string text in new[] { "1\u202f024 of 5\u202f000 points", "late by 250 ms" })
        {
            Assert.Contains(text, rows[0], StringComparison.Ordinal);
            Assert.DoesNotContain(text, rows[1], StringComparison.Ordinal);
            Assert.Contains(text, await window.Page.Locator(".detail").TextContentAsync(), StringComparison.Ordinal);
        }
        string[] kinds = [.. await window.Page.Locator("#drift-list h3").AllTextContentsAsync()];
        Assert.Equal(["bagel", "bagel, thinned"], kinds);
        Assert.Contains("Fewer points or views", await window.Page.Locator("#queue").TextContentAsync(),
            StringComparison.Ordinal);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task View_Controls_ChangeWhatIsDrawn()
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        board.Add(Report("bagel", "one", 30, true));
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await ShowsAsync(window, "one");

        byte[] heat = await window.PixelsAsync("canvas.cloud");
        Assert.Contains(heat, value => value != 0);
        await window.Page.Locator("canvas.cloud").PressAsync("ArrowLeft");
        byte[] turned = await window.PixelsAsync("canvas.cloud");
        Assert.False(heat.AsSpan().SequenceEqual(turned), "the arrow key must rotate");
        await window.Page.Locator("input[type=range]").FillAsync("200");
        byte[] high = await window.PixelsAsync("canvas.cloud");
        Assert.False(turned.AsSpan().SequenceEqual(high), "the slider must gray what is below it");
        await window.Page.Locator("input[value=truth]").CheckAsync();
        byte[] truth = await window.PixelsAsync("canvas.cloud");
        Assert.False(high.AsSpan().SequenceEqual(truth), "the truth must have colours of its own");
        // Half of the points are true defects, drawn in one colour: red well above blue.
        Assert.True(Enumerable.Range(0, truth.Length / 4).Count(i => truth[4 * i] > truth[(4 * i) + 2] + 100) > 100);
    }

    [Fact]
    public async Task Verdict_NewOne_AppearsByItselfUnlessAnotherIsLookedAt()
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        board.Add(Report("bagel", "one", 9, false));
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await ShowsAsync(window, "one");
        board.Add(Report("bagel", "two", 9, false));
        await ShowsAsync(window, "two");
        await window.Page.Locator(".row").Nth(1).ClickAsync();
        await ShowsAsync(window, "one");
        board.Add(Report("bagel", "three", 9, false));
        await window.Page.WaitForFunctionAsync("() => document.querySelectorAll('.row').length === 3");
        Assert.Equal("one", await window.Page.Locator(".detail h3").TextContentAsync());
    }

    [Fact]
    public async Task Scan_OfASender_IsShownByItsNameFirst()
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        board.Add(Report("bagel", "20261127T044938868-000026_part 7", 9, false));
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await ShowsAsync(window, "part 7");
        Assert.Equal("part 7", await window.Page.Locator(".row .name").TextContentAsync());
        Assert.Contains("bagel \u00b7 20261127T044938868-000026",
            await window.Page.Locator(".row .note").TextContentAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modes_OfWhatDidNotCome_AreNotOfferedAndTheScaleShowsTheThreshold()
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        ScanReport report = Report("bagel", "plain", 9, false) with { HasTruth = false, HasColour = false };
        board.Add(report with { Evidence = report.Evidence! with { ScoreHigh = 22.5 } });
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await ShowsAsync(window, "plain");
        Assert.Equal(0, await window.Page.Locator("input[name=mode]").CountAsync());
        Assert.Equal(["0", "half the threshold", "threshold", "1.5 \u00d7 and above"],
            await window.Page.Locator("#scale span").AllTextContentsAsync());
        Assert.Empty(window.Complaints);
    }

    [Theory, InlineData(50, "needs 6 more"), InlineData(4, "too few scans"), InlineData(8, "needs")]
    public async Task Drift_WithFewScores_SaysHowManyAreMissing(int scans, string said)
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        for (int i = 0; i < 14; i++)
            board.Add(Report("bagel", $"{i}", 10, false) with { Accepted = Normal with { Scans = scans } });
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await window.Page.WaitForSelectorAsync("#drift-list .box");
        string text = (await window.Page.Locator("#drift-list").TextContentAsync())!;
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("alert above", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_OfTheLastHour_ForgetOlderOnes()
    {
        var time = new FakeTime();
        var board = new LiveBoard("line 1", time);
        board.Add(Report("bagel", "old", 30, true));
        time.Advance(TimeSpan.FromMinutes(59));
        board.Add(Report("bagel", "new", 9, false));
        Assert.Equal((2, 1, 2, 1), Read());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((2, 1, 1, 0), Read());
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((2, 1, 0, 0), Read());

        (int, int, int, int) Read()
        {
            using var state = System.Text.Json.JsonDocument.Parse(board.State(new LiveFigures("ok", 0, 0, 1, 0, 0, 1, 0,
                1, [])));
            System.Text.Json.JsonElement parts = state.RootElement.GetProperty("parts");
            return (Of("judged"), Of("rejected"), Of("hour_judged"), Of("hour_rejected"));

            int Of(string name) => parts.GetProperty(name).GetInt32();
        }
    }

    [Theory, InlineData(10, false), InlineData(12, true)]
    public async Task Drift_OfTheScores_RaisesAnAlert(double mean, bool isAlert)
    {
        var board = new LiveBoard("line 1", TimeProvider.System);
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
            board.Add(Report("bagel", $"{i}", mean + Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6, false));
        await using LiveServer server = new(board);
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await window.Page.WaitForSelectorAsync("#drift-list .box");
        Assert.Equal(isAlert ? 1 : 0, await window.Page.Locator("#alerts .alert").CountAsync());
        Assert.Contains("60 scores", await window.Page.Locator("#drift-list").TextContentAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_ThatIsGone_IsSaid()
    {
        LiveServer server = new(new LiveBoard("line 1", TimeProvider.System));
        await using ReportWindow window = await chromium.OpenAsync(server.Address);
        await window.Page.WaitForFunctionAsync("() => document.querySelector('#status').textContent === 'ok'");
        await server.DisposeAsync();
        await window.Page.WaitForFunctionAsync("() => document.querySelector('#status').textContent === 'no answer'");
    }

    private static Task ShowsAsync(ReportWindow window, string path) => window.ShowsAsync(path);

    private static ScanReport Report(string category, string name, double score, bool isRejected)
    {
        var item = new ItemId("live", category, "", "", name);
        return new ScanReport(item, "{}"u8.ToArray(), score)
        {
            IsRejected = isRejected, Accepted = Normal, Cloud = Cloud(400), HasTruth = true, HasColour = true,
            Evidence = new ScanEvidence { Item = item, Score = score, Threshold = 15, Width = 20, Height = 20,
                ScoreLow = 0, ScoreHigh = score, Unit = "m", IsAnomalous = isRejected },
        };
    }

    // A flat grid; scores rise along it, the second half is defective. The format is that of ScanEvidence.
    private static byte[] Cloud(int count)
    {
        using var bytes = new MemoryStream();
        using var file = new BinaryWriter(bytes);
        file.Write(count);
        foreach (float bound in new[] { 0f, 0, 0, 1, 1, 0.1f })
            file.Write(bound);
        for (int i = 0; i < count; i++)
            foreach (int value in new[] { i % 20 * 3400, i / 20 * 3400, i * 7 % 65536 })
                file.Write((ushort)value);
        foreach (Func<int, byte> column in new Func<int, byte>[] { i => (byte)(255 * i / count),
            i => (byte)(2 * i / count) })
            for (int i = 0; i < count; i++)
                file.Write(column(i));
        file.Write(new byte[3 * count]);
        return bytes.ToArray();
    }

    /// <summary>Serves the page as a service does, on a free port of loopback.</summary>
    private sealed class LiveServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly LiveBoard _board;
        private readonly Task _serving;

        public LiveServer(LiveBoard board)
        {
            _board = board;
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            }
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                    Answer(await _listener.GetContextAsync());
            }
            catch (Exception cause) when (cause is HttpListenerException or ObjectDisposedException)
            {
                // Closed: the end of the test.
            }
        }

        private void Answer(HttpListenerContext http)
        {
            string path = http.Request.Url!.AbsolutePath;
            byte[] body = path == "/" ? Encoding.UTF8.GetBytes(LivePage.Html)
                : path == "/live/state" ? _board.State(new LiveFigures("ok", 9, 8, 32, 1, 1 << 20, 1 << 30, 2.5, 30,
                    [new LiveBlock("features", 8, 1.5, 0.25, 0.12, 0.2, 0.25)]))
                : _board.Cloud(long.Parse(path.Split('/')[^1],
                System.Globalization.CultureInfo.InvariantCulture)) ?? [];
            if (path == "/")
                http.Response.AddHeader("Content-Security-Policy", LivePage.Policy);
            http.Response.ContentType = path == "/" ? "text/html; charset=utf-8" : "application/json";
            http.Response.OutputStream.Write(body);
            http.Response.Close();
        }
    }
}
