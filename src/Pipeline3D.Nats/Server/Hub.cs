using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.Client.KeyValueStore;
using NATS.Client.ObjectStore;
using NATS.Net;

namespace Pipeline3D.Nats.Server;

/// <summary>A connection to a NATS server with the streams and buckets of this program, which are made where they are
/// missing: the server may lose all it holds at any time.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private const int MostAttempts = 5;

    // Duplicates are known for so long; longer than any pause between two tries of one message.
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(2), Kept = TimeSpan.FromDays(7);

    /// <summary>How long a worker counts as there after it was heard of; the same for all, as it is a property of the
    /// bucket.</summary>
    public static readonly TimeSpan Presence = TimeSpan.FromSeconds(20);

    private static readonly Version LeastVersion = new(2, 9);

    private readonly NatsConnection _connection;
    private readonly SemaphoreSlim _making = new(1);

    private Hub(ServerAddress address, NatsConnection connection)
    {
        (Address, _connection) = (address, connection);
        Stream = new NatsJSContext(connection);
        Values = new NatsKVContext(Stream);
        Objects = new NatsObjContext(Stream);
    }

    public ServerAddress Address { get; }

    public NatsConnection Connection => _connection;

    public INatsJSContext Stream { get; }

    public INatsKVContext Values { get; }

    public INatsObjContext Objects { get; }

    /// <summary>Connects, and makes what is missing.</summary>
    /// <param name="address">Where the server is.</param>
    /// <param name="name">Name of this process, as the server lists it.</param>
    /// <param name="stop">Stops the wait.</param>
    /// <exception cref="ServerException">There is no server, it does not let this program in, or it is too
    /// old.</exception>
    public static async Task<Hub> ConnectAsync(ServerAddress address, string name, CancellationToken stop)
    {
        if (address.Problem() is { } problem)
            throw new ServerException(problem);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ConnectOnceAsync(address, name, stop).ConfigureAwait(false);
            }
            // It may be about to be there.
            catch (ServerException cause) when (cause.InnerException is NatsException and not NatsJSException
                && attempt < MostAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), stop).ConfigureAwait(false);
            }
        }
    }

    private static async Task<Hub> ConnectOnceAsync(ServerAddress address, string name, CancellationToken stop)
    {
        var connection = new NatsConnection(address.Options(name));
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(stop).ConfigureAwait(false);
            string version = connection.ServerInfo?.Version ?? "0.0";
            if (!Version.TryParse(version.Split('-')[0], out Version? found) || found < LeastVersion)
                throw new ServerException($"the server at {address} is nats-server {version}; at least "
                    + $"{LeastVersion} is needed");
            if (connection.ServerInfo is { JetStreamAvailable: false })
                throw new ServerException($"the server at {address} has no JetStream; start it with: nats-server -js "
                    + "-sd FOLDER");
            var hub = new Hub(address, connection);
            await hub.MakeAsync(stop).ConfigureAwait(false);
            return hub;
        }
        catch (NatsJSApiException cause)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new ServerException($"the server at {address} refuses streams and buckets of this program: "
                + $"{cause.Error.Description}; its account needs JetStream, with the right to make them", cause);
        }
        catch (Exception cause) when (cause is NatsException or TimeoutException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new ServerException($"{address} does not answer: {cause.GetBaseException().Message}. Start a server "
                + "there with: nats-server -js -sd FOLDER; or check address, credentials and firewall", cause);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Version of the server.</summary>
    public string ServerVersion => _connection.ServerInfo?.Version ?? "?";

    /// <summary>Makes the streams and buckets that are missing.</summary>
    /// <remarks>Several processes may make them at once: what one of them is refused for that, it finds there
    /// then.</remarks>
    public async Task MakeAsync(CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await MakeOnceAsync(stop).ConfigureAwait(false);
                return;
            }
            catch (NatsJSApiException) when (attempt < MostAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), stop).ConfigureAwait(false);
            }
        }
    }

    private async Task MakeOnceAsync(CancellationToken stop)
    {
        await _making.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await Stream.CreateOrUpdateStreamAsync(WorkQueue(Names.Tasks, "p3d.t.>"), stop).ConfigureAwait(false);
            await Stream.CreateOrUpdateStreamAsync(WorkQueue(Names.Results, "p3d.r.>"), stop).ConfigureAwait(false);
            await Values.CreateOrUpdateStoreAsync(new NatsKVConfig(Names.Runs) { History = 1, MaxAge = Kept }, stop)
                .ConfigureAwait(false);
            await Values.CreateOrUpdateStoreAsync(new NatsKVConfig(Names.Workers)
            {
                History = 1, MaxAge = Presence, Storage = NatsKVStorageType.Memory,
            }, stop).ConfigureAwait(false);
            await Objects.CreateObjectStoreAsync(new NatsObjConfig(Names.Blobs) { MaxAge = Kept }, stop)
                .ConfigureAwait(false);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>A pull consumer of the tasks of a run.</summary>
    public async ValueTask<INatsJSConsumer> TasksOfAsync(string run, string tag, TimeSpan ackWait,
        CancellationToken stop) => await Stream.CreateOrUpdateConsumerAsync(Names.Tasks, new ConsumerConfig
    {
        Name = Names.ConsumerOf(run, tag), DurableName = Names.ConsumerOf(run, tag),
        FilterSubject = Names.TasksOf(run, tag), AckPolicy = ConsumerConfigAckPolicy.Explicit, AckWait = ackWait,
        MaxDeliver = -1, MaxAckPending = 100_000, DeliverPolicy = ConsumerConfigDeliverPolicy.All,
    }, stop).ConfigureAwait(false);

    /// <summary>The one consumer of the results of a run.</summary>
    public async ValueTask<INatsJSConsumer> ResultsOfAsync(string run, TimeSpan ackWait, CancellationToken stop)
        => await Stream.CreateOrUpdateConsumerAsync(Names.Results, new ConsumerConfig
    {
        Name = run, DurableName = run, FilterSubject = Names.ResultsOf(run),
        AckPolicy = ConsumerConfigAckPolicy.Explicit, AckWait = ackWait, MaxDeliver = -1, MaxAckPending = 100_000,
        DeliverPolicy = ConsumerConfigDeliverPolicy.All,
    }, stop).ConfigureAwait(false);

    /// <summary>Publishes a message once, however often it must be tried.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="content">Its content.</param>
    /// <param name="id">What a second one is known by; a duplicate is a success.</param>
    /// <param name="stop">Ends the tries.</param>
    public async Task PublishAsync(string subject, byte[] content, string id, CancellationToken stop)
    {
        for (TimeSpan pause = TimeSpan.FromMilliseconds(200); ; pause = Longer(pause))
        {
            try
            {
                PubAckResponse answer = await Stream.PublishAsync(subject, content, opts: new NatsJSPubOpts
                {
                    MsgId = id,
                }, cancellationToken: stop).ConfigureAwait(false);
                if (answer.Error is null)
                    return;
            }
            catch (Exception cause) when (IsPassing(cause, stop))
            {
                await TryMakeAsync(stop).ConfigureAwait(false);
            }
            await Task.Delay(pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Whether something goes by when the server is back, or has what it lost again.</summary>
    public static bool IsPassing(Exception cause, CancellationToken stop) => !stop.IsCancellationRequested
        && cause is NatsException or TimeoutException or IOException or OperationCanceledException;

    /// <summary>Makes what is missing, if the server answers.</summary>
    public async Task TryMakeAsync(CancellationToken stop)
    {
        try
        {
            await MakeAsync(stop).ConfigureAwait(false);
        }
        catch (Exception cause) when (IsPassing(cause, stop))
        {
            // Tried again by whoever needs it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _making.Dispose();
    }

    private static TimeSpan Longer(TimeSpan pause) => pause < TimeSpan.FromSeconds(3) ? 1.6 * pause
        : TimeSpan.FromSeconds(5);

    private static StreamConfig WorkQueue(string name, string subjects) => new(name, [subjects])
    {
        Retention = StreamConfigRetention.Workqueue, Storage = StreamConfigStorage.File, MaxAge = Kept,
        DuplicateWindow = DuplicateWindow,
    };
}
