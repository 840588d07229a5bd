using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Ingestion.Tests.Http;

public sealed class ScanServiceTests : IDisposable
{
    private static readonly byte[] Ply = Encoding.ASCII.GetBytes("ply\nformat ascii 1.0\nrest");
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("II*\0rest", ".tiff"), InlineData("MM\0*rest", ".tiff"), InlineData("ply\nformat", ".ply")]
    [InlineData("# .PCD v0.7\n", ".pcd"), InlineData("VERSION 0.7\n", ".pcd"), InlineData("PK\u0003\u0004zip", ".npz")]
    public async Task Post_Body_IsSpooledByItsFirstBytesAndRemovedWhenAnswered(string body, string extension)
    {
        await using Door door = await Door.OpenAsync(_folder);
        byte[] bytes = Encoding.Latin1.GetBytes(body);
        Task<HttpResponseMessage> post = door.PostAsync(bytes, "?category=bagel&name=007");
        Arrival arrival = (await door.ArrivalAsync())!;

        Assert.Equal(extension, Path.GetExtension(arrival.Cloud));
        Assert.Equal(bytes, File.ReadAllBytes(arrival.Cloud));
        Assert.Equal("bagel", arrival.Id.Category);
        Assert.EndsWith("_007", arrival.Id.Name, StringComparison.Ordinal);
        Assert.Single(door.Spooled);
        door.Score(arrival);
        using HttpResponseMessage answer = await post;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"item":"x","score":1}""", await Text(answer));
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Post_FormWithColourAndTruth_KeepsTheThreeFilesUnderOurNames()
    {
        await using Door door = await Door.OpenAsync(_folder);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Ply), "xyz", "../../../etc/passwd" },
            { new ByteArrayContent(Png), "rgb", "a.png" },
            { new ByteArrayContent(Png), "gt", "b.png" },
        };
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", form, TestContext.Current.CancellationToken);
        Arrival arrival = (await door.ArrivalAsync())!;

        Assert.Equal(["arrival.json", "gt.png", "rgb.png", "xyz.ply"],
            Directory.GetFiles(door.Spooled.Single()).Select(Path.GetFileName).Order());
        Assert.Equal(("rgb.png", "gt.png"), (Path.GetFileName(arrival.Colour), Path.GetFileName(arrival.Truth)));
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Post_JpegAsColour_IsTakenAndAsTruthRefused()
    {
        await using Door door = await Door.OpenAsync(_folder);
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8];
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Ply), "xyz", "a.ply" }, { new ByteArrayContent(jpeg), "rgb", "a.jpg" },
        };
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", form, TestContext.Current.CancellationToken);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal("rgb.jpg", Path.GetFileName(arrival.Colour));
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);

        using var wrong = new MultipartFormDataContent
        {
            { new ByteArrayContent(Ply), "xyz", "a.ply" }, { new ByteArrayContent(jpeg), "gt", "a.jpg" },
        };
        using HttpResponseMessage refused = await door.Client.PostAsync("/scans", wrong,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Contains("changes values", await Text(refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xyz", "hello", "the coordinates are neither NPY, NPZ, PCD, PLY nor TIFF")]
    [InlineData("rgb", "ply\n", "rgb is neither JPEG, NPY, PNG nor TIFF")]
    [InlineData("gt", "hello", "gt is neither NPY, PNG nor TIFF")]
    public async Task Post_PartOfAnUnfitFormat_NamesTheFitOnes(string part, string body, string message)
    {
        await using Door door = await Door.OpenAsync(_folder);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.ASCII.GetBytes(body)), part } };
        using HttpResponseMessage refused = await door.Client.PostAsync("/scans", form,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Contains(message, await Text(refused), StringComparison.Ordinal);
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Post_ScoreMapWanted_StandsInTheAnswer()
    {
        await using Door door = await Door.OpenAsync(_folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply, "?map=npy");
        Arrival arrival = (await door.ArrivalAsync())!;

        Assert.Equal(MapFormat.Npy, door.Intake.MapWanted(arrival.Id));
        door.Score(arrival, [1, 2, 3, 4]);
        JsonElement map = JsonElement.Parse(await Text(await post)).GetProperty("map");
        Assert.Equal("npy", map.GetProperty("format").GetString());
        Assert.Equal([1, 2, 3, 4], map.GetProperty("base64").GetBytesFromBase64());
    }

    [Fact]
    public async Task Post_DeadLetter_Is422WithReasonBlockAndMessage()
    {
        await using Door door = await Door.OpenAsync(_folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        door.Intake.End(arrival.Id, AnswerKind.Rejected, new DeadLetter(arrival.Id, 0, "clean",
            RejectReason.NoBackgroundPlane, "no plane", "", ""));
        using HttpResponseMessage answer = await post;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        JsonElement json = JsonElement.Parse(await Text(answer));
        Assert.Equal(("no_background_plane", "clean", "no plane"), (json.GetProperty("reason").GetString(),
            json.GetProperty("block").GetString(), json.GetProperty("message").GetString()));
        Assert.Empty(door.Spooled);
    }

    [Theory]
    [InlineData(AnswerKind.Filtered, 200), InlineData(AnswerKind.Stopped, 503)]
    public async Task Post_ItemThatEndsOtherwise_IsAnswered(AnswerKind kind, int status)
    {
        await using Door door = await Door.OpenAsync(_folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        door.Intake.End((await door.ArrivalAsync())!.Id, kind);

        Assert.Equal(status, (int)(await post).StatusCode);
        Assert.Empty(door.Spooled);
    }

    [Theory]
    [InlineData("", "", 400), InlineData("", "hello", 415), InlineData("?map=gif", "ply\n", 400)]
    [InlineData("?category=../x", "ply\n", 400), InlineData("?name=a/b", "ply\n", 400), InlineData("?x=1", "ply\n",
        400)]
    public async Task Post_WhatIsNoScan_IsRefusedAndLeavesNothing(string query, string body, int status)
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxWaiting = 1 });
        // Twice, with one place: a refused request must give its place back.
        for (int i = 0; i < 2; i++)
            Assert.Equal(status, (int)(await door.PostAsync(Encoding.ASCII.GetBytes(body), query)).StatusCode);
        Assert.Empty(door.Spooled);
        Assert.Equal(0, door.Intake.Accepted);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Post_BodyOverTheLimit_Is413(bool isDeclared)
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxBody = 1000 });
        using var content = new StreamContent(new MemoryStream([.. Ply, .. new byte[200_000]]));
        if (!isDeclared)
            content.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/scans") { Content = content };
        request.Headers.TransferEncodingChunked = isDeclared ? null : true;
        using HttpResponseMessage answer = await door.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Post_WhenAllPlacesAreTaken_Is429WithRetryAfterUntilOneIsFree()
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxWaiting = 1 });
        Task<HttpResponseMessage> first = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        using HttpResponseMessage busy = await door.PostAsync(Ply);
        Assert.Equal(HttpStatusCode.TooManyRequests, busy.StatusCode);
        Assert.InRange(busy.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Task<HttpResponseMessage> again = door.PostAsync(Ply);
        door.Score((await door.ArrivalAsync())!);
        Assert.Equal(HttpStatusCode.OK, (await again).StatusCode);
    }

    [Fact]
    public async Task Post_SpoolThatCannotBeWritten_Is507AndGivesThePlaceBack()
    {
        Leave("left");
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxWaiting = 2 });
        // It is there once the service has read its spool; it keeps one place.
        Arrival left = (await door.ArrivalAsync())!;
        Directory.Delete(_folder["spool"], recursive: true);
        File.WriteAllText(_folder["spool"], "in the way");
        // Twice, with one place.
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage answer = await door.PostAsync(Ply);
            Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
            Assert.Equal("spool_failed", JsonElement.Parse(await Text(answer)).GetProperty("reason").GetString());
        }
        Assert.Equal(1, door.Intake.Accepted);
        door.Score(left);
    }

    [Fact]
    public async Task Post_BodyThatTrickles_Is408AndGivesThePlaceBack()
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxWaiting = 1 });
        using var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, door.Client.BaseAddress!.Port,
            TestContext.Current.CancellationToken);
        NetworkStream stream = sender.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /scans HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Length: 100000\r\n\r\nply\nformat"), TestContext.Current.CancellationToken);
        // The service gives it five seconds; nothing but its answer ends this wait.
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        door.Score((await door.ArrivalAsync())!);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        Assert.Empty(door.Spooled);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Post_DurableOrNot_AcceptsTheSame(bool isDurable)
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { Durable = isDurable });
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal(Ply, File.ReadAllBytes(arrival.Cloud));
        Assert.NotNull(arrival.AcceptedAt);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public void Flush_OfWhatIsNotThere_SaysWhat()
        => Assert.Contains(_folder["nowhere"], Assert.Throws<IOException>(() => DiskFlush.Folder(_folder["nowhere"]))
            .Message, StringComparison.Ordinal);

    [Fact]
    public async Task Post_SenderThatHangsUp_IsScoredAllTheSame()
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxWaiting = 1 });
        using var gone = new CancellationTokenSource();
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", new ByteArrayContent(Ply), gone.Token);
        Arrival arrival = (await door.ArrivalAsync())!;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
        door.Score(arrival);
        // Drained means that its place is free again and its files are gone.
        door.Intake.Drain();
        await door.Intake.Drained;
        Assert.Equal((1, 1), (door.Intake.Accepted, door.Intake.Answered));
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Post_BeforeTheRunReads_Is503_AndHealthSaysStarting()
    {
        await using Door door = await Door.OpenAsync(_folder, isReading: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync(Ply)).StatusCode);
        using HttpResponseMessage health = await door.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("\"status\":\"starting\"", await Text(health), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_WithAScanInWork_AnswersItThenEndsTheArrivals()
    {
        await using Door door = await Door.OpenAsync(_folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        door.Intake.Drain();
        Assert.False(door.Intake.Drained.IsCompleted);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync(Ply)).StatusCode);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        Assert.Null(await door.ArrivalAsync());
        await door.Intake.Drained;
    }

    [Fact]
    public async Task Key_WrongOrMissing_Is401_RightByHeaderOrPassword()
    {
        File.WriteAllText(_folder["key"], "0123456789abcdef\n");
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { ApiKeyFile = _folder["key"] });
        Assert.Equal(HttpStatusCode.Unauthorized, (await door.PostAsync(Ply)).StatusCode);
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdeF");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(door, "/"));
        using (HttpResponseMessage wrong = await door.PostAsync(Ply))
            Assert.Contains("\"wrong_key\"", await Text(wrong), StringComparison.Ordinal);
        door.Client.DefaultRequestHeaders.Remove("X-Api-Key");
        using (HttpResponseMessage none = await door.PostAsync(Ply))
            Assert.Contains("\"no_key\"", await Text(none), StringComparison.Ordinal);
        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/metrics"));
        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdeF");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(door, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/health"));
        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String("any:0123456789abcdef"u8));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/"));
        door.Client.DefaultRequestHeaders.Authorization = null;
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/metrics"));
    }

    [Fact]
    public async Task Key_WrongManyTimes_IsOneLineOfTheLog()
    {
        File.WriteAllText(_folder["key"], "0123456789abcdef\n");
        var log = new KeptLog();
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { ApiKeyFile = _folder["key"] },
            log: log);
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdeF");
        for (int i = 0; i < 300; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(door, "/metrics"));
        Assert.Single(log.Warnings, line => line.Contains("wrong key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_OfADegradedService_SaysWhyToThoseWithTheKey()
    {
        File.WriteAllText(_folder["key"], "0123456789abcdef\n");
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { ApiKeyFile = _folder["key"] });
        door.Intake.Troubles.Say("watched folder", "/secret/place is not there");
        string stranger = await door.Client.GetStringAsync("/health", TestContext.Current.CancellationToken);
        Assert.Contains("\"status\":\"degraded\",\"degraded\":{\"watched folder\":", stranger,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stranger, StringComparison.Ordinal);
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef");
        Assert.Contains("/secret/place is not there", await door.Client.GetStringAsync("/health",
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
        door.Intake.Troubles.Say("watched folder", "");
        Assert.Contains("\"status\":\"ok\"", await door.Client.GetStringAsync("/health",
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e\u0301tat")]
    [InlineData("\u0928\u093f\u0930\u0940\u0915\u094d\u0937\u0923"), InlineData("\U00020000\U0002A6D6")]
    [InlineData("\u0645\u06cc\u200c\u0634\u0648\u062f")]
    [InlineData("Tr\u00e4ger-4 _b.2"), InlineData("\u0e17\u0e35\u0e48")]
    public async Task Post_NameOfAnyScript_IsTaken(string name)
    {
        await using Door door = await Door.OpenAsync(_folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply, $"?name={Uri.EscapeDataString(name)}&category="
            + Uri.EscapeDataString(name));
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal(name, arrival.Id.Category);
        Assert.EndsWith($"_{name}", arrival.Id.Name, StringComparison.Ordinal);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Theory]
    [InlineData("a\u0000b"), InlineData("a\nb"), InlineData("\u202eevil"), InlineData("a\U0001F600"), InlineData("a/b")]
    [InlineData("a\\b"), InlineData("<b>"), InlineData("\uFFFD")]
    public async Task Post_NameOfOtherThanLetters_Is400(string name)
    {
        await using Door door = await Door.OpenAsync(_folder);
        Assert.Equal(400, (int)(await door.PostAsync(Ply, $"?name={Uri.EscapeDataString(name)}")).StatusCode);
    }

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate"), InlineData("zstd"), InlineData("identity, gzip")]
    public async Task Post_CodedBody_Is415AndNamed(string coding)
    {
        await using Door door = await Door.OpenAsync(_folder);
        using var body = new ByteArrayContent(Ply);
        body.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using HttpResponseMessage answer = await door.Client.PostAsync("/scans", body,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains($"Content-Encoding: {coding}", await Text(answer), StringComparison.Ordinal);
        using var part = new ByteArrayContent(Ply);
        part.Headers.TryAddWithoutValidation("Content-Transfer-Encoding", "base64");
        using var form = new MultipartFormDataContent { { part, "xyz", "a.ply" } };
        using HttpResponseMessage coded = await door.Client.PostAsync("/scans", form,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, coded.StatusCode);
        Assert.Contains("Content-Transfer-Encoding: base64", await Text(coded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BodyCodedAsIdentity_IsTaken()
    {
        await using Door door = await Door.OpenAsync(_folder);
        using var body = new ByteArrayContent(Ply);
        body.Headers.TryAddWithoutValidation("Content-Encoding", "identity");
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", body, TestContext.Current.CancellationToken);
        door.Score((await door.ArrivalAsync())!);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/scans", "POST"), InlineData("OPTIONS", "/scans", "POST"), InlineData("PUT", "/scans", "POST")]
    [InlineData("POST", "/health", "GET, HEAD"), InlineData("DELETE", "/", "GET, HEAD")]
    [InlineData("POST", "/metrics", "GET, HEAD"), InlineData("OPTIONS", "/live/state", "GET, HEAD")]
    public async Task Request_OfAnotherMethod_Is405AndSaysWhichAreAllowed(string method, string path, string allowed)
    {
        await using Door door = await Door.OpenAsync(_folder);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await door.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
    }

    [Fact]
    public async Task Post_WithoutACategory_TakesTheOnlyOneOrNamesAll()
    {
        await using Door door = await Door.OpenAsync(_folder);
        door.Intake.Serve(new ServedModel("bagel") { IsLoaded = true });
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal("bagel", arrival.Id.Category);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);

        door.Intake.Serve(new ServedModel("potato") { IsLoaded = true });
        using HttpResponseMessage refused = await door.PostAsync(Ply);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("?category=, one of bagel, potato", await Text(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spool_OfScansThatHaveAVerdict_IsEmptiedAndNothingArrives()
    {
        Leave("left");
        await using Door door = await Door.OpenAsync(_folder, earlier: items => items.ToDictionary(item => item,
            _ => (ReadOnlyMemory<byte>)"{}"u8.ToArray()));
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.NotEqual("bagel/left", arrival.Id.Path);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        await door.StopAsync();
        Assert.Equal(1, door.Intake.Accepted);
        Assert.Empty(door.Spooled);
    }

    [Theory]
    [InlineData("Host", "evil.example"), InlineData("Origin", "http://evil.example"), InlineData("Origin", "null")]
    public async Task Request_OfAnotherSite_Is403(string header, string value)
    {
        await using Door door = await Door.OpenAsync(_folder);
        door.Client.DefaultRequestHeaders.Add(header, value);
        Assert.Equal(HttpStatusCode.Forbidden, (await door.PostAsync(Ply)).StatusCode);
    }

    [Theory]
    [InlineData("/live/state", 200), InlineData("/live/cloud/7", 200), InlineData("/live/cloud/8", 404)]
    [InlineData("/live/cloud/x", 404), InlineData("/metrics", 200), InlineData("/", 200), InlineData("/scans", 405)]
    [InlineData("/nowhere", 404)]
    public async Task Get_Address_AnswersAsDocumented(string path, int status)
    {
        await using Door door = await Door.OpenAsync(_folder);
        Assert.Equal(status, (int)await StatusAsync(door, path));
    }

    [Fact]
    public async Task Spool_LeftByAKilledService_ArrivesAtTheNextOne()
    {
        Leave("left");
        Directory.CreateDirectory(_folder["spool/half.part"]);
        Directory.CreateDirectory(_folder["spool/damaged"]);
        await using Door door = await Door.OpenAsync(_folder);
        Arrival arrival = (await door.ArrivalAsync())!;

        Assert.Equal("bagel/left", arrival.Id.Path);
        Assert.Equal(Ply, File.ReadAllBytes(arrival.Cloud));
        // Nobody waits for it any more, so it has no deadline.
        Assert.Null(arrival.AcceptedAt);
        door.Score(arrival);
        door.Intake.Drain();
        await door.Intake.Drained;
        Assert.Equal("damaged", Path.GetFileName(door.Spooled.Single()));
    }

    [Fact]
    public async Task Spool_OfAnotherService_IsRefused()
    {
        await using Door door = await Door.OpenAsync(_folder);
        IOException cause = await Assert.ThrowsAsync<IOException>(() => Door.OpenAsync(_folder));
        Assert.Contains("another service", cause.Message, StringComparison.Ordinal);
    }

    // What a killed service leaves of an accepted scan.
    private void Leave(string name)
    {
        string begun = Directory.CreateDirectory(_folder[$"spool/{name}.part"]).FullName;
        File.WriteAllBytes(Path.Combine(begun, "xyz.ply"), Ply);
        using var spool = new Spool(_folder["other"], isDurable: false);
        spool.Commit(begun, new SpoolNote("bagel", name, "007", "xyz.ply"));
    }

    private static async Task<HttpStatusCode> StatusAsync(Door door, string path)
    {
        using HttpResponseMessage answer = await door.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static Task<string> Text(HttpResponseMessage answer)
        => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
