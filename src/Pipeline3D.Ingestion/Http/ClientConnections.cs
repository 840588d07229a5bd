using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Pipeline3D.Ingestion.Http;

/// <summary>The open connections: at most so many; when one more comes, one that asks nothing is closed in its favour.
/// Thread-safe.</summary>
/// <remarks>First goes an idle one of the client with the most connections, strangers before those who have asked
/// something, the longest idle first; those of the last second go last, as their request may be on its way. Where none
/// is idle, one whose client does not read its answer goes; a request with a scan never does.</remarks>
internal sealed class ClientConnections(int limit, TimeProvider time, Action dropped)
{
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1), LongAnswer = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<Client> _open = [];

    /// <summary>Serves one connection.</summary>
    public async Task RunAsync(ConnectionContext connection, Func<Task> serve)
    {
        var client = new Client(connection, time);
        Client? closed = null;
        lock (_gate)
        {
            _open.Add(client);
            if (_open.Count > limit)
                _open.Remove(closed = Choose(client));
        }
        if (closed is not null)
        {
            dropped();
            closed.Close();
        }
        try
        {
            if (closed != client)
            {
                connection.Features.Set(client);
                await serve().ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
                _open.Remove(client);
        }
    }

    private Client Choose(Client newest)
    {
        Dictionary<IPAddress, int> perClient = _open.GroupBy(client => client.Address).ToDictionary(
            group => group.Key, group => group.Count());
        return _open.Where(client => client != newest && client.IsIdle)
            .OrderBy(client => client.Unchanged < Young)
            .ThenByDescending(client => perClient[client.Address])
            .ThenBy(client => client.HasAsked)
            .ThenByDescending(client => client.Unchanged).FirstOrDefault()
            ?? _open.Where(client => client.IsAnswered && client.Unchanged > LongAnswer)
                .MaxBy(client => client.Unchanged) ?? newest;
    }

    /// <summary>One connection, and what it is at.</summary>
    internal sealed class Client(ConnectionContext connection, TimeProvider time)
    {
        private long _since = time.GetTimestamp();
        private volatile State _state;
        private volatile bool _hasAsked;

        private enum State { Idle = 0, Asking = 1, Answered = 2 }

        public IPAddress Address { get; } = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

        public bool IsIdle => _state == State.Idle;

        public bool IsAnswered => _state == State.Answered;

        /// <summary>Whether it has asked something that was allowed.</summary>
        public bool HasAsked => _hasAsked;

        /// <summary>Time since it began what it is at.</summary>
        public TimeSpan Unchanged => time.GetElapsedTime(Interlocked.Read(ref _since));

        /// <summary>A request has begun.</summary>
        public void Ask() => Become(State.Asking);

        /// <summary>The request may be answered: from here on the client need only read.</summary>
        public void Answer() => Become(State.Answered);

        /// <summary>The request is done.</summary>
        public void Rest(bool isAllowed)
        {
            _hasAsked |= isAllowed;
            Become(State.Idle);
        }

        public void Close() => connection.Abort(new ConnectionAbortedException(
            "closed in favour of another connection"));

        private void Become(State state)
        {
            Interlocked.Exchange(ref _since, time.GetTimestamp());
            _state = state;
        }
    }
}
