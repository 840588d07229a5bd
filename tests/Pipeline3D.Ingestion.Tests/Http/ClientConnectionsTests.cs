using Microsoft.AspNetCore.Connections;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>Who gives way when one connection more comes than are kept.</summary>
public sealed class ClientConnectionsTests
{
    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource _end = new();
    private readonly List<Task> _served = [];
    private int _dropped;

    [Fact]
    public async Task Run_OneTooManyWhereAllAreBusy_TheSlowestReaderGivesWayAndNoSender()
    {
        var connections = new ClientConnections(3, _time, () => _dropped++);
        using Connection sender = Open(connections), slow = Open(connections);
        sender.Client.Ask();
        slow.Client.Ask();
        slow.Client.Answer();
        _time.Advance(TimeSpan.FromSeconds(3));
        using Connection reader = Open(connections);
        reader.Client.Ask();
        reader.Client.Answer();
        _time.Advance(TimeSpan.FromSeconds(3));

        using Connection next = Open(connections);
        Assert.True(slow.IsClosed);
        Assert.All([sender, reader, next], other => Assert.False(other.IsClosed));
        Assert.Equal(1, _dropped);
        await EndAsync();
    }

    [Fact]
    public async Task Run_OneTooManyWhereNobodyIsSlowYet_IsItselfTurnedAway()
    {
        var connections = new ClientConnections(1, _time, () => _dropped++);
        using Connection reader = Open(connections);
        reader.Client.Ask();
        reader.Client.Answer();
        _time.Advance(TimeSpan.FromSeconds(5));
        using Connection next = Open(connections, isServed: false);
        Assert.True(next.IsClosed);
        Assert.False(reader.IsClosed);
        await EndAsync();
    }

    private Connection Open(ClientConnections connections, bool isServed = true)
    {
        var opened = new Connection();
        Task served = connections.RunAsync(opened, () => _end.Task);
        Assert.Equal(!isServed, served.IsCompleted);
        _served.Add(served);
        return opened;
    }

    private Task EndAsync()
    {
        _end.SetResult();
        return Task.WhenAll(_served);
    }

    private sealed class Connection : DefaultConnectionContext, IDisposable
    {
        public bool IsClosed { get; private set; }

        public ClientConnections.Client Client => Features.Get<ClientConnections.Client>()!;

        public override void Abort(ConnectionAbortedException abortReason) => IsClosed = true;

        public void Dispose()
        {
        }
    }
}
