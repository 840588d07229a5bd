namespace Pipeline3D.ScaleModel;

/// <summary>A discrete-event model of workers that take items from one queue: what the slowest of them costs.</summary>
public sealed class PoolModel
{
    // What the product looks for: OpenTasks.Stragglers and Caretaker.
    private const double SweepSeconds = 5, LeastStragglingSeconds = 10;
    private const int PlacesPerCopy = 20, Remembered = 101;

    private readonly PoolSettings _settings;
    private readonly Item[] _items;
    private readonly Worker[] _workers;
    private readonly PriorityQueue<Event, (double Time, long Order)> _events = new();
    private readonly Queue<Item> _copies = new();
    private readonly Queue<double> _taken = new();
    private readonly LinkedList<Item> _open = new();
    private double _now, _lastEnd;
    private long _order;
    private int _next, _done, _begun;

    private PoolModel(PoolSettings settings)
    {
        _settings = settings;
        var random = new Random(settings.Seed);
        _items = [.. Enumerable.Range(0, settings.Items).Select(_ => new Item(settings.MeanSeconds
            * (1 + (settings.Spread * ((2 * random.NextDouble()) - 1)))))];
        _workers = [.. Enumerable.Range(0, settings.Workers).Select(number
            => new Worker(number == 0 ? settings.SlowFactor : 1))];
    }

    /// <summary>Runs the items through the workers.</summary>
    /// <exception cref="ArgumentException">The settings describe no pool.</exception>
    public static PoolOutcome Run(PoolSettings settings)
    {
        if (settings is not { Workers: > 0, Places: > 0, Items: > 0, MeanSeconds: > 0, Spread: >= 0 and < 1,
            SlowFactor: >= 1 } || settings.Held < settings.Places)
            throw new ArgumentException("a pool has at least one worker, place and item, a spread in [0, 1), a slow "
                + $"factor of at least 1, and holds at least as many items as it has places: {settings}");
        return new PoolModel(settings).Run();
    }

    private PoolOutcome Run()
    {
        // Each asks for one item more, in turn, as the queue serves waiting pulls.
        for (int held = 0; held < _settings.Held; held++)
            foreach (Worker worker in _workers)
                TakeOne(worker);
        if (_settings.Speculation == Speculation.Product)
            Add(SweepSeconds, new Event(null, null));
        while (_done < _items.Length)
        {
            (Event next, (double time, _)) = Dequeue();
            _now = time;
            if (next.Worker is { } worker)
                End(worker, next.Item!);
            else
                Sweep();
        }
        double speed = _workers.Sum(worker => _settings.Places / worker.Factor);
        return new PoolOutcome(_lastEnd, _items.Sum(item => item.Seconds) / speed, _begun - _items.Length);
    }

    private (Event Event, (double Time, long Order) Key) Dequeue()
        => _events.TryDequeue(out Event next, out (double, long) key) ? (next, key)
            : throw new InvalidOperationException($"{_items.Length - _done} items are left and nobody is at work");

    private void Add(double after, Event what) => _events.Enqueue(what, (_now + after, _order++));

    private void End(Worker worker, Item item)
    {
        worker.Running.Remove(item);
        if (!item.IsDone)
        {
            item.IsDone = true;
            _done++;
            _lastEnd = _now;
            _open.Remove(item.Place!);
            _taken.Enqueue(_now - item.TakenAt);
            if (_taken.Count > Remembered)
                _taken.Dequeue();
        }
        Serve(worker);
    }

    private void Serve(Worker worker)
    {
        while (worker.Held < _settings.Held && TakeOne(worker))
        {
            // Until it holds what it may hold, or nothing is left.
        }
        BeginWaiting(worker);
    }

    private bool TakeOne(Worker worker)
    {
        if (TakeNext(worker) is not { } item)
            return false;
        worker.Waiting.Enqueue(item);
        BeginWaiting(worker);
        return true;
    }

    private Item? TakeNext(Worker worker)
    {
        if (_next < _items.Length)
        {
            Item item = _items[_next++];
            item.TakenAt = _now;
            item.Place = _open.AddLast(item);
            return item;
        }
        while (_copies.TryDequeue(out Item? copy))
            if (!copy.IsDone)
                return copy;
        // Only whoever would be idle computes what another one holds.
        if (_settings.Speculation != Speculation.AtOnce || worker.Held >= _settings.Places)
            return null;
        for (LinkedListNode<Item>? place = _open.First; place is not null; place = place.Next)
            if (!place.Value.IsCopied && !worker.Has(place.Value))
            {
                place.Value.IsCopied = true;
                return place.Value;
            }
        return null;
    }

    private void BeginWaiting(Worker worker)
    {
        while (worker.Running.Count < _settings.Places && worker.Waiting.TryDequeue(out Item? item))
        {
            // Its other copy was quicker: cancelled.
            if (item.IsDone)
                continue;
            worker.Running.Add(item);
            _begun++;
            Add(item.Seconds * worker.Factor, new Event(worker, item));
        }
    }

    private void Sweep()
    {
        Add(SweepSeconds, new Event(null, null));
        if (_next < _items.Length || _taken.Count == 0)
            return;
        double[] taken = [.. _taken.Order()];
        double least = Math.Max(LeastStragglingSeconds, 3 * taken[taken.Length / 2]);
        int most = Math.Max(1, _settings.Workers * _settings.Places / PlacesPerCopy)
            - _open.Count(item => item.IsCopied);
        foreach (Item item in _open.Where(item => !item.IsCopied && _now - item.TakenAt > least).Take(Math.Max(0, most))
            .ToArray())
        {
            item.IsCopied = true;
            _copies.Enqueue(item);
        }
        foreach (Worker worker in _workers.Where(worker => worker.Held < _settings.Places).Reverse())
            Serve(worker);
    }

    private readonly record struct Event(Worker? Worker, Item? Item);

    private sealed class Item(double seconds)
    {
        public double Seconds { get; } = seconds;

        public double TakenAt { get; set; }

        public LinkedListNode<Item>? Place { get; set; }

        public bool IsDone { get; set; }

        public bool IsCopied { get; set; }
    }

    private sealed class Worker(double factor)
    {
        public double Factor { get; } = factor;

        public Queue<Item> Waiting { get; } = new();

        public HashSet<Item> Running { get; } = [];

        public int Held => Running.Count + Waiting.Count;

        public bool Has(Item item) => Running.Contains(item) || Waiting.Contains(item);
    }
}
