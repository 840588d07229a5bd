using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>A scan that is sent is answered once, whatever becomes of it.</summary>
public sealed class ScanServiceTests : ServiceTest
{
    [Theory]
    [InlineData("II*\0rest", ".tiff"), InlineData("MM\0*rest", ".tiff"), InlineData("ply\nformat", ".ply")]
    [InlineData("# .PCD v0.7\n", ".pcd"), InlineData("VERSION 0.7\n", ".pcd"), InlineData("PK\u0003\u0004zip", ".npz")]
    public async Task Post_Body_IsSpooledByItsFirstBytesAndRemovedWhenAnswered(string body, string extension)
    {
        await using Door door = await Door.OpenAsync(Folder);
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
    public async Task Post_ScoreMapWanted_StandsInTheAnswer()
    {
        await using Door door = await Door.OpenAsync(Folder);
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
        await using Door door = await Door.OpenAsync(Folder);
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
        await using Door door = await Door.OpenAsync(Folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        door.Intake.End((await door.ArrivalAsync())!.Id, kind);

        Assert.Equal(status, (int)(await post).StatusCode);
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Post_WhenAllPlacesAreTaken_Is429WithRetryAfterUntilOneIsFree()
    {
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { MaxWaiting = 1 });
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
    public async Task Post_BodyThatTrickles_Is408AndGivesThePlaceBack()
    {
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { MaxWaiting = 1 });
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

    [Fact]
    public async Task Post_SenderThatHangsUp_IsScoredAllTheSame()
    {
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { MaxWaiting = 1 });
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
    public async Task Drain_WithAScanInWork_AnswersItThenEndsTheArrivals()
    {
        await using Door door = await Door.OpenAsync(Folder);
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
}
