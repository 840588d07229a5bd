using Microsoft.Data.Sqlite;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Journal;

/// <summary>The journal of one run's folder: a SQLite file, and one file per product of a reducer.</summary>
/// <remarks>
/// Items are gathered for up to 25 ms and written by one thread in one transaction, so that the run does not wait; at
/// most 32 MiB wait to be written, then <see cref="Add(JournalEntry)"/> does. Cost per item: about 50 µs of that
/// thread, plus its contributions. Holds the folder's lock until it is disposed.
/// </remarks>
public sealed class SqliteJournal : IRunJournal, IDisposable
{
    private const long MaxPending = 32L << 20;
    private const int GatherMilliseconds = 25;

    private readonly RunFolder _folder;
    private readonly JournalLock _lock;
    private readonly JournalStore _store;
    private readonly Thread _writer;
    private readonly Lock _storeGate = new();
    private readonly object _gate = new();
    private List<JournalEntry> _pending = [];
    private long _pendingBytes;
    private bool _closing;

    /// <summary>Opens the journal of a run's folder, or begins one.</summary>
    /// <exception cref="JournalException">Another process holds it, it is damaged, or the folder cannot be
    /// written.</exception>
    public SqliteJournal(RunFolder folder)
    {
        _folder = folder;
        _lock = new JournalLock(folder.Journal);
        try
        {
            _store = new JournalStore(PathOf(folder));
        }
        catch (SqliteException cause)
        {
            _lock.Dispose();
            throw new JournalException($"the journal {PathOf(folder)} cannot be opened: {cause.Message}; check the "
                + "space on the disk and the rights on the folder, or replace the run with --overwrite", cause);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "journal" };
        _writer.Start();
    }

    /// <inheritdoc/>
    public bool IsOn => true;

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <summary>What decides the results of the run, by name; empty when the journal is new.</summary>
    public IReadOnlyDictionary<string, string> Identity
    {
        get { lock (_storeGate) return _store.ReadAll("identity"); }
    }

    /// <summary>How the run ended last, <c>running</c> when it was killed; null for a new journal.</summary>
    public string? LastStatus
    {
        get { lock (_storeGate) return _store.ReadAll("state").GetValueOrDefault("status"); }
    }

    /// <summary>How often items that can be resumed were computed and written beyond once; 0 means that nothing was
    /// done twice.</summary>
    public long WrittenTwice
    {
        get { lock (_storeGate) return _store.Count("commits > 1"); }
    }

    /// <summary>Whether a folder holds a journal.</summary>
    public static bool Exists(RunFolder folder) => File.Exists(PathOf(folder));

    /// <summary>Whether a folder holds no more than the lock of a run that was killed before its journal
    /// began.</summary>
    public static bool IsUnbegun(RunFolder folder) => Directory.Exists(folder.Journal)
        && Directory.EnumerateFileSystemEntries(folder.Path).Count() == 1
        && Directory.EnumerateFileSystemEntries(folder.Journal).All(JournalLock.IsLock) && !IsInUse(folder);

    /// <summary>Whether a process is at work in the folder.</summary>
    public static bool IsInUse(RunFolder folder) => JournalLock.IsHeld(folder.Journal);

    /// <summary>Notes what decides the results; replaces what was noted.</summary>
    public void Identify(IReadOnlyDictionary<string, string> identity) => Guarded(() => _store.Together(() =>
    {
        foreach ((string name, string value) in identity)
            _store.Write("identity", name, value);
    }));

    /// <summary>Notes something about the run under a name.</summary>
    public void Note(string name, string value) => Guarded(() => _store.Write("state", $"note.{name}", value));

    /// <summary>What was noted under a name; null when nothing was.</summary>
    public string? Noted(string name)
    {
        lock (_storeGate)
            return _store.ReadAll("state").GetValueOrDefault($"note.{name}");
    }

    /// <summary>Notes how the run ended, or that it is <c>running</c>.</summary>
    public void NoteStatus(string status) => Guarded(() => _store.Write("state", "status", status));

    /// <summary>Waits until all that was added is written; then reads it back one by one, by sequence number.</summary>
    /// <param name="take">Gets each item; must not use the journal.</param>
    public void Read(Action<JournalEntry> take)
    {
        Flush();
        lock (_storeGate)
            _store.Read(take);
    }

    /// <summary>Forgets items that this run has neither written nor asked for: they are in no source any
    /// more.</summary>
    public void Prune()
    {
        Flush();
        IReadOnlyList<JournalOutput> left = [];
        Guarded(() => _store.Together(() => left = _store.Prune()));
        Delete(left);
    }

    /// <inheritdoc/>
    public JournalEntry? Find(string source, ItemId item)
    {
        lock (_storeGate)
            return _store.Find(source, item);
    }

    /// <inheritdoc/>
    public long Count(string source)
    {
        lock (_storeGate)
            return _store.Count("source = $source", ("$source", source));
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalContribution> Contributions(JournalEntry entry, string node)
    {
        lock (_storeGate)
            return _store.Contributions(entry, node);
    }

    /// <inheritdoc/>
    public void Add(JournalEntry entry)
    {
        lock (_gate)
        {
            while (_pendingBytes > MaxPending && Problem is null)
                Monitor.Wait(_gate);
            _pending.Add(entry);
            _pendingBytes += BytesOf(entry);
            if (_pending.Count == 1 || _pendingBytes >= MaxPending / 2)
                Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public JournalProduct? FindProduct(string node)
    {
        lock (_storeGate)
            return _store.FindProduct(node);
    }

    /// <inheritdoc/>
    public Stream Open(JournalProduct product)
    {
        string path = ProductPath(product.Node);
        return InputFiles.Of(path).Hash == product.Hash ? File.OpenRead(path)
            : throw new FileNotFoundException($"{path} is gone or damaged");
    }

    /// <inheritdoc/>
    public void Add(JournalProduct product, Action<Stream> save, IReadOnlyList<JournalEntry> entries)
    {
        string path = ProductPath(product.Node);
        AtomicFile.Write(path, save);
        JournalProduct written = product with { Hash = InputFiles.Of(path).Hash };
        Write(entries, written);
    }

    /// <summary>Waits until all that was added is written.</summary>
    public void Flush()
    {
        lock (_gate)
            while (_pendingBytes > 0 && Problem is null)
                Monitor.Wait(_gate);
    }

    /// <summary>Writes what waits, and gives the folder free.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.PulseAll(_gate);
        }
        _writer.Join();
        _store.Dispose();
        _lock.Dispose();
    }

    private static string PathOf(RunFolder folder) => Path.Combine(folder.Journal, "journal.db");

    private string ProductPath(string node) => _folder.InRoom("journal", node, ".product");

    // Never 0, so that what is pending can be told from nothing.
    private static long BytesOf(JournalEntry entry) => 1000 + entry.Contributions.Sum(part => part.Data.Length);

    private void WriteAll()
    {
        while (true)
        {
            List<JournalEntry> batch;
            lock (_gate)
            {
                while (_pending.Count == 0 && !_closing)
                    Monitor.Wait(_gate);
                if (!_closing && _pendingBytes < MaxPending / 2)
                    Monitor.Wait(_gate, GatherMilliseconds);
                if (_pending.Count == 0)
                    return;
                (batch, _pending) = (_pending, []);
            }
            WriteBatch(batch);
            lock (_gate)
            {
                _pendingBytes -= batch.Sum(BytesOf);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void WriteBatch(List<JournalEntry> batch)
    {
        if (Problem is not null)
            return;
        try
        {
            Write(batch, null);
        }
        catch (JournalException cause)
        {
            Problem = cause.Message;
        }
    }

    // What an item wrote when it was computed before, and did not write now, is no output of the run any more.
    private void Write(IReadOnlyList<JournalEntry> entries, JournalProduct? product)
    {
        JournalEntry[] hashed = [.. entries.Select(WithOutputs)];
        var old = new List<JournalOutput>();
        Guarded(() => _store.Together(() =>
        {
            foreach (JournalEntry entry in hashed)
                old.AddRange(_store.Write(entry));
            if (product is not null)
                _store.Write(product);
        }));
        var current = hashed.SelectMany(entry => entry.Outputs).Select(output => output.Path)
            .ToHashSet(StringComparer.Ordinal);
        Delete(old.Where(output => !current.Contains(output.Path)));
    }

    private void Delete(IEnumerable<JournalOutput> outputs)
    {
        foreach (string path in outputs.Select(output => Path.Combine(_folder.Path, output.Path)))
            if (File.Exists(path))
                File.Delete(path);
    }

    private JournalEntry WithOutputs(JournalEntry entry) => entry with
    {
        Outputs = [.. entry.Outputs.Select(output => JournalOutput.Of(output.Path, _folder))],
    };

    private void Guarded(Action work)
    {
        try
        {
            lock (_storeGate)
                work();
        }
        catch (SqliteException cause)
        {
            throw new JournalException($"the journal of {_folder.Path} could not be written: {cause.Message}; what it "
                + "holds is kept. Check the space on the disk and the rights on the folder, then run again to resume",
                cause);
        }
    }
}
