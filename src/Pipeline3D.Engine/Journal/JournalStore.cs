using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Journal;

/// <summary>The tables of a journal and the statements over them. Not thread-safe: its owner locks.</summary>
/// <remarks>SQLite in WAL mode with normal synchronisation: a commit survives the end of the process at once, and the
/// loss of power as soon as the system wrote it; either way the file stays whole.</remarks>
internal sealed class JournalStore : IDisposable
{
    private const string Format = "1";

    private const string Tables = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -512;
        CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS identity (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, source TEXT NOT NULL, item TEXT NOT NULL,
            sequence INTEGER NOT NULL, input TEXT NOT NULL, stamp TEXT NOT NULL, hash TEXT NOT NULL,
            upstream TEXT NOT NULL, outcome INTEGER NOT NULL, resumable INTEGER NOT NULL, commits INTEGER NOT NULL,
            details TEXT NOT NULL, UNIQUE (source, item));
        CREATE TABLE IF NOT EXISTS contributions (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, node TEXT NOT NULL,
            part TEXT NOT NULL, data BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS contributions_of ON contributions (owner, node);
        CREATE TABLE IF NOT EXISTS products (node TEXT PRIMARY KEY, key TEXT NOT NULL, hash TEXT NOT NULL,
            facts TEXT NOT NULL, remarks TEXT NOT NULL) WITHOUT ROWID;
        """;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    // By row, one byte each: rows are numbered from 1 without gaps to speak of.
    private readonly List<bool> _touched = [];
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private SqliteTransaction? _transaction;

    public JournalStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Pooling = false, DefaultTimeout = 5,
        }.ToString());
        try
        {
            _connection.Open();
            Run(Tables);
            string format = ReadAll("state").GetValueOrDefault("format", Format);
            if (format != Format)
                throw new JournalException($"{path} has format {format}, this program reads format {Format}; resume "
                    + "with the program that began the run, or choose another --out");
            Write("state", "format", Format);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Does several things as one: all or none of them.</summary>
    public void Together(Action work)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _transaction = transaction;
        try
        {
            work();
            transaction.Commit();
        }
        finally
        {
            _transaction = null;
        }
    }

    public void Write(string table, string name, string value)
        => Run($"INSERT OR REPLACE INTO {table} VALUES ($name, $value)", ("$name", name), ("$value", value));

    public SortedDictionary<string, string> ReadAll(string table)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Each($"SELECT name, value FROM {table}", row => found[row.GetString(0)] = row.GetString(1));
        return found;
    }

    /// <summary>Writes an item; replaces what was written of it.</summary>
    /// <returns>The files that were written for it before.</returns>
    public IReadOnlyList<JournalOutput> Write(JournalEntry entry)
    {
        string item = Text(entry.Item);
        string? old = (string?)Scalar("SELECT details FROM items WHERE source = $source AND item = $item",
            ("$source", entry.Source), ("$item", item));
        // A source whose items are computed by every run, such as saved models, is not counted as done twice.
        long id = (long)Scalar("""
            INSERT INTO items (source, item, sequence, input, stamp, hash, upstream, outcome, resumable, commits,
                details)
            VALUES ($source, $item, $sequence, $input, $stamp, $hash, $upstream, $outcome, $resumable, 1, $details)
            ON CONFLICT (source, item) DO UPDATE SET sequence = $sequence, input = $input, stamp = $stamp,
                hash = $hash, upstream = $upstream, outcome = $outcome, resumable = $resumable,
                commits = commits + $resumable, details = $details
            RETURNING id
            """, ("$source", entry.Source), ("$item", item), ("$sequence", entry.Sequence),
            ("$input", entry.Input), ("$stamp", entry.Stamp), ("$hash", entry.Hash), ("$upstream", entry.Upstream),
            ("$outcome", (int)entry.Outcome), ("$resumable", entry.IsResumable ? 1 : 0),
            ("$details", Details.Of(entry)))!;
        Touch(id);
        if (old is not null)
            Run("DELETE FROM contributions WHERE owner = $owner", ("$owner", id));
        foreach (JournalContribution contribution in entry.Contributions)
            Run("INSERT INTO contributions (owner, node, part, data) VALUES ($owner, $node, $part, $data)",
                ("$owner", id), ("$node", contribution.Node), ("$part", Text(contribution.Part)),
                ("$data", contribution.Data.ToArray()));
        return old is null ? [] : Details.Read(old).Outputs;
    }

    public IReadOnlyList<JournalEntry> Entries(string condition, params (string, object)[] values)
    {
        var found = new List<JournalEntry>();
        Read(found.Add, condition, values);
        return found;
    }

    /// <summary>Reads items one by one, by sequence number.</summary>
    public void Read(Action<JournalEntry> take, string condition = "1", params (string, object)[] values)
        => Each($"""
            SELECT id, source, item, sequence, input, stamp, hash, upstream, outcome, resumable, details FROM items
            WHERE {condition} ORDER BY sequence, id
            """, row =>
        {
            var details = Details.Read(row.GetString(10));
            take(new JournalEntry
            {
                Key = row.GetInt64(0), Source = row.GetString(1), Item = Id(row.GetString(2)),
                Sequence = row.GetInt64(3), Input = row.GetString(4), Stamp = row.GetString(5),
                Hash = row.GetString(6), Upstream = row.GetString(7), Outcome = (ItemOutcome)row.GetInt32(8),
                IsResumable = row.GetInt32(9) != 0, Letters = details.Letters, Remarks = details.Remarks,
                Facts = details.Facts, Outputs = details.Outputs,
            });
        }, values);

    public JournalEntry? Find(string source, ItemId item)
    {
        if (Entries("source = $source AND item = $item", ("$source", source), ("$item", Text(item))) is not [var entry])
            return null;
        Touch(entry.Key);
        return entry;
    }

    /// <summary>Deletes the items that were neither found nor written since the journal was opened.</summary>
    /// <returns>The files that were written for them.</returns>
    public IReadOnlyList<JournalOutput> Prune()
    {
        var left = new List<long>();
        Each("SELECT id FROM items", row =>
        {
            if (row.GetInt64(0) is var id && (id >= _touched.Count || !_touched[(int)id]))
                left.Add(id);
        });
        var outputs = new List<JournalOutput>();
        foreach (long id in left)
        {
            outputs.AddRange(Entries("id = $id", ("$id", id)).SelectMany(entry => entry.Outputs));
            Run("DELETE FROM contributions WHERE owner = $owner", ("$owner", id));
            Run("DELETE FROM items WHERE id = $id", ("$id", id));
        }
        return outputs;
    }

    public long Count(string condition, params (string, object)[] values)
        => (long)Scalar($"SELECT COUNT(*) FROM items WHERE {condition}", values)!;

    public IReadOnlyList<JournalContribution> Contributions(JournalEntry entry, string node)
    {
        var found = new List<JournalContribution>();
        Each("SELECT part, data FROM contributions WHERE owner = $owner AND node = $node ORDER BY id",
            row => found.Add(new JournalContribution(node, Id(row.GetString(0)), row.GetFieldValue<byte[]>(1))),
            ("$owner", entry.Key), ("$node", node));
        return found;
    }

    public void Write(JournalProduct product)
        => Run("INSERT OR REPLACE INTO products VALUES ($node, $key, $hash, $facts, $remarks)",
            ("$node", product.Node), ("$key", product.Key), ("$hash", product.Hash),
            ("$facts", JsonSerializer.Serialize(product.Facts, Json)),
            ("$remarks", JsonSerializer.Serialize(product.Remarks, Json)));

    public JournalProduct? FindProduct(string node)
    {
        JournalProduct? found = null;
        Each("SELECT key, hash, facts, remarks FROM products WHERE node = $node", row => found = new JournalProduct(
            node, row.GetString(0), JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(2), Json)!,
            JsonSerializer.Deserialize<List<string>>(row.GetString(3), Json)!) { Hash = row.GetString(1) },
            ("$node", node));
        return found;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private void Touch(long row)
    {
        while (_touched.Count <= row)
            _touched.Add(false);
        _touched[(int)row] = true;
    }

    private static string Text(ItemId item) => JsonSerializer.Serialize(
        new[] { item.Dataset, item.Category, item.Split, item.Defect, item.Name }, Json);

    private static ItemId Id(string text) => JsonSerializer.Deserialize<string[]>(text) is [var dataset, var category,
        var split, var defect, var name] ? new ItemId(dataset, category, split, defect, name)
        : throw new JsonException($"'{text}' is no item");

    private void Run(string sql, params (string Name, object Value)[] values)
    {
        Command(sql, values).ExecuteNonQuery();
    }

    private object? Scalar(string sql, params (string Name, object Value)[] values)
        => Command(sql, values).ExecuteScalar();

    private void Each(string sql, Action<SqliteDataReader> row, params (string Name, object Value)[] values)
    {
        using SqliteDataReader reader = Command(sql, values).ExecuteReader();
        while (reader.Read())
            row(reader);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100",
        Justification = "the statements are constants of this file; values are parameters")]
    private SqliteCommand Command(string sql, (string Name, object Value)[] values)
    {
        // Compiled once: that costs more than running it.
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
            _commands[sql] = command = new SqliteCommand(sql, _connection);
        command.Transaction = _transaction;
        command.Parameters.Clear();
        foreach ((string name, object value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private sealed record Details(IReadOnlyList<DeadLetter> Letters, IReadOnlyList<string> Remarks,
        IReadOnlyDictionary<string, string> Facts, IReadOnlyList<JournalOutput> Outputs)
    {
        private static readonly Details None = new([], [], new Dictionary<string, string>(), []);

        // Most items have none.
        public static string Of(JournalEntry entry)
            => entry is { Letters.Count: 0, Remarks.Count: 0, Facts.Count: 0, Outputs.Count: 0 } ? ""
                : JsonSerializer.Serialize(new Details(entry.Letters, entry.Remarks, entry.Facts, entry.Outputs), Json);

        public static Details Read(string text) => text.Length == 0 ? None
            : JsonSerializer.Deserialize<Details>(text, Json)!;
    }
}
