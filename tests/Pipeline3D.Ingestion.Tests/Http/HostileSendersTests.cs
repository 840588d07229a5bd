using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pipeline3D.Core.Live;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>Senders who hold what others need: connections and bodies that never come to an end.</summary>
public sealed class HostileSendersTests : IDisposable
{
    private static readonly byte[] Ply = Encoding.ASCII.GetBytes("ply\nformat ascii 1.0\nrest");

    private readonly TempFolder _folder = new();
    private readonly List<TcpClient> _clients = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task Bodies_ThatDoNotEnd_HoldNoPlaceOfTheQueue()
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions { MaxWaiting = 1, MinBodyRate = 1 });
        for (int i = 0; i < 32; i++)
            await BeginBodyAsync(door);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        door.Score((await door.ArrivalAsync())!);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Body_LongerThanItMayTake_Is408AndLeavesNothing()
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions
        {
            BodyTimeout = TimeSpan.FromSeconds(1), MinBodyRate = 1,
        });
        NetworkStream sender = await BeginBodyAsync(door);
        using var reader = new StreamReader(sender);
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("body_timeout", await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Body_ThatIsStillComing_Is503WhenTheServiceEnds()
    {
        await using Door door = await Door.OpenAsync(_folder);
        NetworkStream sender = await BeginBodyAsync(door);
        while (door.Spooled.Length == 0)
            await Task.Yield();
        door.Intake.Drain();
        using var reader = new StreamReader(sender);
        Assert.StartsWith("HTTP/1.1 503", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
        await door.Intake.Drained;
    }

    [Fact]
    public async Task Connections_MoreThanAreKept_LeaveRoomForHealthAndScans()
    {
        // 16 are too few for 4 scans and 4 bodies: 72 are kept.
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions
        {
            MaxConnections = 16, MaxWaiting = 4, MaxUploads = 4,
        });
        NetworkStream idle = null!;
        for (int i = 0; i < 300; i++)
        {
            // A third say nothing, a third begin a request, a third have asked something and keep the line.
            byte[] said = [.. (i % 3) switch
            {
                0 => ""u8,
                1 => "GET /health HTTP/1.1\r\nHo"u8,
                _ => "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8,
            }];
            try
            {
                idle = await ConnectAsync(door);
                await idle.WriteAsync(said, Stop);
            }
            catch (Exception cause) when (i < 299 && cause is IOException or SocketException)
            {
                // Where the cores are busy all others may be asking just then, and this one is closed in their favour.
            }
        }
        // The last one has asked: once it is answered, none of them comes after what follows.
        Assert.NotEqual(0, await idle.ReadAsync(new byte[1], Stop));
        using HttpResponseMessage health = await door.Client.GetAsync("/health", Stop);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        door.Score((await door.ArrivalAsync())!);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Connection_ThatWaitsForAVerdict_IsNeverClosedForAnother()
    {
        await using Door door = await Door.OpenAsync(_folder, new IntakeOptions
        {
            MaxConnections = 16, MaxWaiting = 4, MaxUploads = 4,
        });
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        for (int i = 0; i < 200; i++)
            await ConnectAsync(door);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    private async Task<NetworkStream> BeginBodyAsync(Door door)
    {
        NetworkStream stream = await ConnectAsync(door);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /scans HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Length: 100000\r\n\r\nply\nformat"), Stop);
        return stream;
    }

    private async Task<NetworkStream> ConnectAsync(Door door)
    {
        var client = new TcpClient();
        _clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, door.Client.BaseAddress!.Port, Stop);
        return client.GetStream();
    }
}
