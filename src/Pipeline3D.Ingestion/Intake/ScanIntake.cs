using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>The queue between doors (HTTP, watched folder) and a run: every scan that a door puts in is answered
/// exactly once. Thread-safe.</summary>
/// <remarks>
/// A door reserves a place before it takes a scan in, so that at most so many are accepted and not answered as the
/// options allow, however fast they come. The place is free again when the door has dealt with the answer.
/// </remarks>
public sealed class ScanIntake : ILiveRun, IDisposable
{
    // Longer than any scan should take, and soon enough for who looks at /health.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly ConcurrentDictionary<ItemId, OpenScan> _open = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _draining = new();
    private readonly Lock _gate = new();
    private readonly int _places;
    private readonly TimeProvider _time;
    private readonly string _start;
    private readonly ConcurrentDictionary<string, ServedModel> _models = new(StringComparer.Ordinal);
    private volatile bool _isDraining;
    private int _taken;
    private double _secondsPerScan = 0.1;
    private long _lastAnswer;
    private long _accepted, _answered, _number, _lastProgress;

    /// <summary>Makes an intake without doors.</summary>
    /// <param name="places">Most scans that are accepted and not answered; at least 1.</param>
    /// <param name="time">The clock.</param>
    public ScanIntake(int places, TimeProvider time)
    {
        (_places, _time) = (places, time);
        _start = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", System.Globalization.CultureInfo.InvariantCulture);
        Meter = new IntakeMeter(() => Waiting, () => _models.Values, () => Degraded);
    }

    /// <summary>Scans accepted so far.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Scans answered so far.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Scans accepted and not answered.</summary>
    public long Waiting => Accepted - Answered;

    /// <summary>Whether the run reads what comes in, so that doors may open.</summary>
    public bool IsOpen => _begun.Task.IsCompleted && !_isDraining;

    /// <summary>Whether the service is being ended.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Completes when the run begins to read what comes in.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Completes when the service is being ended and every accepted scan was answered.</summary>
    public Task Drained => _empty.Task;

    /// <summary>Called with every answer; it must be quick. Default: nobody is told.</summary>
    public Action<ScanAnswer>? Heard { get; init; }

    /// <summary>Finds the verdicts that an earlier start wrote for scans which it could not answer any more, by
    /// <see cref="ItemId.Path"/>, as JSON in UTF-8: those are not scored again. Default: there are none.</summary>
    public Func<IReadOnlySet<string>, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> Earlier { get; init; }
        = static _ => new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>What the parts of the service cannot do at this moment.</summary>
    public ServiceTroubles Troubles { get; } = new();

    /// <summary>Why the service does not do all that it is for, by its parts: <see cref="Troubles"/>, and a run that
    /// gives no answers. Empty when all is well.</summary>
    public IReadOnlyDictionary<string, string> Degraded
    {
        get
        {
            IReadOnlyDictionary<string, string> now = Troubles.Now;
            TimeSpan since = _time.GetElapsedTime(Interlocked.Read(ref _lastProgress));
            return Waiting == 0 || since < LongestSilence ? now
                : new SortedDictionary<string, string>(now.ToDictionary(), StringComparer.Ordinal)
                {
                    ["run"] = string.Create(System.Globalization.CultureInfo.InvariantCulture,
                        $"{Waiting} scans wait and none was answered for {since.TotalSeconds:0} seconds; if that "
                            + $"goes on, restart the service: they are kept"),
                };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Categories => [.. _models.Values.Where(model => model.IsLoaded)
        .Select(model => model.Category).Order(StringComparer.Ordinal)];

    /// <summary>When a refused sender should try again, in whole seconds: the time that the waiting scans take at the
    /// rate of the last ones; 1 to 60.</summary>
    internal int RetryAfterSeconds => (int)Math.Clamp(Math.Ceiling(Volatile.Read(ref _secondsPerScan) * Waiting / 2),
        1, 60);

    internal IntakeMeter Meter { get; }

    internal CancellationToken Draining => _draining.Token;

    /// <summary>Whether a scan is accepted and not answered.</summary>
    internal bool IsInWork(ItemId item) => _open.ContainsKey(item);

    /// <summary>The answers that an earlier start found for these scans, by <see cref="ItemId.Path"/>.</summary>
    internal IReadOnlyDictionary<string, ScanAnswer> AnsweredBefore(IEnumerable<SpooledScan> scans)
    {
        var items = scans.ToDictionary(scan => scan.Id.Path, scan => scan.Id, StringComparer.Ordinal);
        return items.Count == 0 ? new Dictionary<string, ScanAnswer>() : Earlier(items.Keys.ToHashSet(
            StringComparer.Ordinal)).ToDictionary(pair => pair.Key, pair => new ScanAnswer(items[pair.Key],
                AnswerKind.Scored) { Report = new ScanReport(items[pair.Key], pair.Value, 0) }, StringComparer.Ordinal);
    }

    internal TimeProvider Time => _time;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Arrival> ArriveAsync([EnumeratorCancellation] CancellationToken stop)
    {
        _begun.TrySetResult();
        await foreach (Arrival arrival in _arrivals.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            yield return arrival;
    }

    /// <inheritdoc/>
    public MapFormat MapWanted(ItemId item) => _open.TryGetValue(item, out OpenScan? scan) ? scan.Map : MapFormat.None;

    /// <inheritdoc/>
    public void Serve(ServedModel model)
    {
        _models.AddOrUpdate(model.Category, model, (_, before) => before with
        {
            IsLoaded = before.IsLoaded || model.IsLoaded,
            Threshold = model.Threshold ?? before.Threshold,
        });
        if (model.IsLoaded && model.Category != ServedModel.All)
            Meter.Expect(model.Category);
    }

    /// <inheritdoc/>
    public void Report(ScanReport report)
    {
        if (_open.TryGetValue(report.Item, out OpenScan? scan))
            scan.Report = report;
    }

    /// <summary>Ends a scan: its sender gets the answer.</summary>
    /// <returns>False for an item that no door put in, such as the models.</returns>
    public bool End(ItemId item, AnswerKind kind, DeadLetter? letter = null)
    {
        if (!_open.TryRemove(item, out OpenScan? scan))
            return false;
        scan.End(new ScanAnswer(item, kind) { Report = scan.Report, Letter = letter });
        return true;
    }

    /// <summary>Accepts no further scan; those accepted are finished.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            if (_isDraining)
                return;
            _isDraining = true;
        }
        // Outside the lock, as it runs what waits for it.
        _draining.Cancel();
        ReleaseOrComplete(0);
    }

    /// <summary>Answers all that is still open: the run has ended without them.</summary>
    public void Abandon()
    {
        Drain();
        _arrivals.Writer.TryComplete();
        foreach (ItemId item in _open.Keys)
            End(item, AnswerKind.Stopped);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Meter.Dispose();
        _draining.Dispose();
    }

    /// <summary>Whether all places are taken.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_gate)
                return _taken >= _places;
        }
    }

    /// <summary>The category of a scan: as given, else as the options say, else the only one that there is.</summary>
    internal string CategoryOf(string given, string usual) => given.Length > 0 ? given
        : usual.Length > 0 ? usual
        : Categories is [var only] && only != ServedModel.All ? only : "";

    /// <summary>Takes a place for one scan; false when all are taken or the service is being ended.</summary>
    internal bool TryReserve()
    {
        lock (_gate)
        {
            if (_isDraining || _taken >= _places)
                return false;
            _taken++;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    internal void Release() => ReleaseOrComplete(1);

    /// <summary>A name that no other scan has, also not one of an earlier start.</summary>
    internal string NewName() => $"{_start}-{Interlocked.Increment(ref _number):d6}";

    /// <summary>Puts a scan in for which a place was reserved. Its door is told the answer, then the place is given
    /// back.</summary>
    /// <returns>The answer; completes when the door is done with it.</returns>
    internal Task<ScanAnswer> Accept(Arrival arrival, MapFormat map, string door, Func<ScanAnswer, Task> finish)
    {
        var scan = new OpenScan(arrival, map);
        if (!_open.TryAdd(arrival.Id, scan))
            throw new InvalidOperationException($"{arrival.Id} is in work already; names of arrivals are unique");
        if (Waiting == 0)
            NoteProgress();
        Interlocked.Increment(ref _accepted);
        Meter.Accepted(door);
        Task<ScanAnswer> finished = FinishAsync(scan, finish, _time.GetTimestamp());
        // The queue is closed only when every place is free, and this scan holds one.
        if (!_arrivals.Writer.TryWrite(arrival))
            End(arrival.Id, AnswerKind.Stopped);
        return finished;
    }

    private async Task<ScanAnswer> FinishAsync(OpenScan scan, Func<ScanAnswer, Task> finish, long since)
    {
        ScanAnswer answer = await scan.Answer.ConfigureAwait(false);
        try
        {
            Heard?.Invoke(answer);
            await finish(answer).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Increment(ref _answered);
            NoteProgress();
            Meter.Answered(answer, _time.GetElapsedTime(since));
            NoteRate();
            Release();
        }
        return answer;
    }

    private void NoteProgress() => Interlocked.Exchange(ref _lastProgress, _time.GetTimestamp());

    // A moving average of the time between answers; pauses in which nothing came are no measure of the rate.
    private void NoteRate()
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            double since = Math.Min(10, _time.GetElapsedTime(_lastAnswer, now).TotalSeconds);
            if (_lastAnswer != 0 && Waiting > 0)
                _secondsPerScan += 0.1 * (since - _secondsPerScan);
            _lastAnswer = now;
        }
    }

    private void ReleaseOrComplete(int places)
    {
        lock (_gate)
        {
            _taken -= places;
            if (_taken > 0 || !_isDraining)
                return;
        }
        _arrivals.Writer.TryComplete();
        _empty.TrySetResult();
    }
}
