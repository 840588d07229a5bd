using System.Globalization;
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
    private const string IdentityCount = "identity_count";

    private readonly RunFolder _folder;
    private readonly JournalLock _lock;
    private readonly JournalStore _store;
    private readonly Thread _writer;
    private readonly Lock _storeGate = new();
    private readonly object _gate = new();
    private List<Pending> _pending = [];
    private readonly List<string> _remarks = [];
    private long _pendingBytes;
    private bool _closing, _isChecked;

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
        catch (SqliteException cause) when (Damage.Is(cause))
        {
            _lock.Dispose();
            throw Damage.Of(PathOf(folder), cause.Message, cause);
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
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public IReadOnlyDictionary<string, string> Identity => Read(() =>
    {
        SortedDictionary<string, string> identity = _store.ReadAll("identity");
        return _store.ReadAll("state").GetValueOrDefault(IdentityCount, "0") is var count
            && count == identity.Count.ToString(CultureInfo.InvariantCulture) ? identity
            : throw Damage.Of(PathOf(_folder), $"{count} values decide the run, {identity.Count} are there");
    }, isChecked: false);

    /// <summary>What a user should know of the journal: rows and files that were damaged, so that their items are
    /// computed again. Holds what was found until now.</summary>
    public IReadOnlyList<string> Remarks { get { lock (_storeGate) return [.. _remarks]; } }

    /// <summary>How the run ended last, <c>running</c> when it was killed; null for a new journal.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public string? LastStatus => Read(() => _store.ReadAll("state").GetValueOrDefault("status"), isChecked: false);

    /// <summary>How often items that can be resumed were computed and written beyond once; 0 means that nothing was
    /// done twice.</summary>
    public long WrittenTwice => Read(() => _store.Count("commits > 1"));

    /// <summary>Whether nothing was computed yet: no item and no product is written.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public bool IsEmpty => Read(() => _store.IsEmpty);

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
        _store.Clear("identity");
        foreach ((string name, string value) in identity)
            _store.Write("identity", name, value);
        _store.Write("state", IdentityCount, _store.ReadAll("identity").Count.ToString(CultureInfo.InvariantCulture));
    }));

    /// <summary>Holds every row against its checksum, once; what fails is forgotten, so that it is computed again, and
    /// <see cref="Remarks"/> say so. Whatever reads items does it by itself.</summary>
    /// <exception cref="JournalException">The file is damaged beyond that.</exception>
    public void Check() => Read(() => 0);

    /// <summary>Notes something about the run under a name.</summary>
    public void Note(string name, string value) => Guarded(() => _store.Write("state", $"note.{name}", value));

    /// <summary>What was noted under a name; null when nothing was.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public string? Noted(string name)
        => Read(() => _store.ReadAll("state").GetValueOrDefault($"note.{name}"), isChecked: false);

    /// <summary>Notes how the run ended, or that it is <c>running</c>.</summary>
    public void NoteStatus(string status) => Guarded(() => _store.Write("state", "status", status));

    /// <summary>Waits until all that was added is written; then reads it back one by one, by sequence number.</summary>
    /// <param name="take">Gets each item; must not use the journal.</param>
    public void Read(Action<JournalEntry> take)
    {
        Flush();
        Read(() =>
        {
            _store.Read(take);
            return 0;
        });
    }

    /// <summary>Forgets items that this run has neither written nor asked for: they are in no source any
    /// more.</summary>
    public void Prune()
    {
        Flush();
        Check();
        IReadOnlyList<JournalOutput> left = [];
        Guarded(() => _store.Together(() => left = _store.Prune()));
        Delete(left);
    }

    /// <inheritdoc/>
    public JournalEntry? Find(string source, ItemId item) => Read(() => _store.Find(source, item));

    /// <inheritdoc/>
    public long Count(string source) => Read(() => _store.Count("source = $source", ("$source", source)));

    /// <inheritdoc/>
    public IReadOnlyList<JournalContribution> Contributions(JournalEntry entry, string node)
        => Read(() => _store.Contributions(entry, node));

    /// <inheritdoc/>
    public void Add(JournalEntry entry) => Add(new Pending(entry, null));

    /// <inheritdoc/>
    public Task<bool> AddAsync(JournalEntry entry)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(new Pending(entry, written));
        return written.Task;
    }

    private void Add(Pending pending)
    {
        lock (_gate)
        {
            while (_pendingBytes > MaxPending && Problem is null)
                Monitor.Wait(_gate);
            _pending.Add(pending);
            _pendingBytes += BytesOf(pending.Entry);
            if (_pending.Count == 1 || _pendingBytes >= MaxPending / 2)
                Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public JournalProduct? FindProduct(string node) => Read(() =>
    {
        if (_store.FindProduct(node) is not { } product)
            return null;
        string path = ProductPath(node);
        if (InputFiles.Of(path).Hash == product.Hash)
            return product;
        Remark($"{path}, what {node} made in an earlier run, is gone or damaged: it is made again");
        return null;
    });

    /// <inheritdoc/>
    public Stream Open(JournalProduct product)
    {
        string path = ProductPath(product.Node);
        return InputFiles.Of(path).Hash == product.Hash ? File.OpenRead(path)
            : throw new FileNotFoundException($"{path} is gone or damaged; run again, then it is made again");
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
            List<Pending> batch;
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
            WriteBatch([.. batch.Select(pending => pending.Entry)]);
            lock (_gate)
            {
                _pendingBytes -= batch.Sum(pending => BytesOf(pending.Entry));
                Monitor.PulseAll(_gate);
            }
            foreach (Pending pending in batch)
                pending.Written?.TrySetResult(Problem is null);
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
        // The thread has no caller: whatever else it fails by ends the run all the same, and not the process.
        catch (Exception cause)
        {
            Problem = $"the journal of {_folder.Path} could not be written: {cause.GetType().Name}: {cause.Message}; "
                + "what it holds is kept. Run again to resume";
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

    private T Read<T>(Func<T> read, bool isChecked = true)
    {
        try
        {
            lock (_storeGate)
            {
                if (isChecked && !_isChecked)
                    RemoveDamaged();
                return read();
            }
        }
        catch (SqliteException cause) when (Damage.Is(cause))
        {
            throw Damage.Of(PathOf(_folder), cause.Message, cause);
        }
        catch (SqliteException cause)
        {
            throw new JournalException($"the journal {PathOf(_folder)} could not be read: {cause.Message}; what it "
                + "holds is kept. Check the disk and the rights on the folder, then run again to resume", cause);
        }
    }

    private void RemoveDamaged()
    {
        if (!_store.IsNew)
        {
            (int items, int products) = (0, 0);
            _store.Together(() => (items, products) = _store.RemoveDamaged());
            if (items > 0)
                Remark($"{items} {(items == 1 ? "scan was" : "scans were")} damaged in the journal and "
                    + $"{(items == 1 ? "is" : "are")} computed again");
            if (products > 0)
                Remark($"{products} learnt {(products == 1 ? "product was" : "products were")} damaged in the journal "
                    + $"and {(products == 1 ? "is" : "are")} made again");
        }
        _isChecked = true;
    }

    private void Remark(string text)
    {
        if (!_remarks.Contains(text))
            _remarks.Add(text);
    }

    private void Guarded(Action work)
    {
        try
        {
            lock (_storeGate)
                work();
        }
        catch (SqliteException cause) when (Damage.Is(cause))
        {
            throw Damage.Of(PathOf(_folder), cause.Message, cause);
        }
        catch (SqliteException cause)
        {
            throw new JournalException($"the journal of {_folder.Path} could not be written: {cause.Message}; what it "
                + "holds is kept. Check the space on the disk and the rights on the folder, then run again to resume",
                cause);
        }
    }

    /// <summary>An item that is to be written, and who waits for it.</summary>
    private readonly record struct Pending(JournalEntry Entry, TaskCompletionSource<bool>? Written);
}
