using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Http;

/// <summary>The bodies that are being read: at most so many, each for so long; when one more comes the slowest gives
/// way, so that senders who trickle keep nobody out. Thread-safe.</summary>
internal sealed class Uploads(IntakeOptions options, TimeProvider time)
{
    // So long a sender has to show how fast it is.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<Upload> _open = [];

    /// <summary>Begins a body.</summary>
    /// <param name="ends">End it early: the sender has hung up, or the service is being ended.</param>
    /// <exception cref="UploadException">As many are read, and none of them is slow.</exception>
    public Upload Begin(params ReadOnlySpan<CancellationToken> ends)
    {
        lock (_gate)
        {
            if (_open.Count >= options.MaxUploads)
            {
                Upload slowest = _open.Where(upload => upload.Age > Grace).MinBy(upload => upload.Rate)
                    ?? throw new UploadException(429, "busy", $"{options.MaxUploads} bodies are being read already; "
                        + "try again");
                slowest.GiveWay();
                _open.Remove(slowest);
            }
            var upload = new Upload(this, options.BodyTimeout, time, ends);
            _open.Add(upload);
            return upload;
        }
    }

    private void End(Upload upload)
    {
        lock (_gate)
            _open.Remove(upload);
    }

    /// <summary>One body that is being read.</summary>
    internal sealed class Upload : IDisposable
    {
        private readonly Uploads _all;
        private readonly TimeProvider _time;
        private readonly TimeSpan _longest;
        private readonly long _since;
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _stop;
        private long _bytes;
        private volatile bool _gaveWay;

        public Upload(Uploads all, TimeSpan longest, TimeProvider time, ReadOnlySpan<CancellationToken> ends)
        {
            (_all, _time, _longest, _since) = (all, time, longest, time.GetTimestamp());
            _timeout = new CancellationTokenSource(longest, time);
            _stop = CancellationTokenSource.CreateLinkedTokenSource([_timeout.Token, .. ends]);
        }

        /// <summary>Cancelled when it must end.</summary>
        public CancellationToken Stop => _stop.Token;

        public TimeSpan Age => _time.GetElapsedTime(_since);

        /// <summary>Bytes per second so far.</summary>
        public double Rate => Interlocked.Read(ref _bytes) / Math.Max(1e-3, Age.TotalSeconds);

        /// <summary>Notes that so many bytes came.</summary>
        public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

        /// <summary>Why it was ended; null when nobody here ended it.</summary>
        public UploadException? Reason => _gaveWay ? new UploadException(408, "too_slow",
                "many bodies come in and this one was the slowest; send it again, faster")
            : _timeout.IsCancellationRequested ? new UploadException(408, "too_slow",
                $"the body took longer than the {_longest.TotalSeconds:0} seconds that are accepted; send it faster or "
                    + "raise body_timeout")
            : null;

        public void GiveWay()
        {
            _gaveWay = true;
            _timeout.CancelAsync();
        }

        public void Dispose()
        {
            _all.End(this);
            _stop.Dispose();
            _timeout.Dispose();
        }
    }
}
