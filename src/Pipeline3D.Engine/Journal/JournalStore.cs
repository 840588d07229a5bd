using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Journal;

/// <summary>The statements over the tables of a journal. Not thread-safe: its owner locks.</summary>
/// <remarks>Every row has a checksum, that of an item with all that it left in sinks and reducers. SQLite in WAL mode
/// with normal synchronisation: a commit survives the end of the process at once, and the loss of power as soon as the
/// system wrote it; either way the file stays whole.</remarks>
internal sealed class JournalStore : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    // In the order in which they are summed.
    private const string Columns = "source, item, sequence, input, stamp, hash, scan_hash, upstream, outcome, "
        + "resumable, details";

    private const int ColumnCount = 11;

    // By row, one byte each: rows are numbered from 1 without gaps to speak of.
    private readonly List<bool> _touched = [];
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly RowSum _sum = new();
    private readonly string _path;
    private SqliteTransaction? _transaction;

    public JournalStore(string path)
    {
        _path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Pooling = false, DefaultTimeout = 5,
        }.ToString());
        try
        {
            _connection.Open();
            IsNew = JournalTables.Prepare(_connection, path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether there was nothing in it when it was opened.</summary>
    public bool IsNew { get; }

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
        => Run($"INSERT OR REPLACE INTO {table} VALUES ($name, $value, $sum)", ("$name", name), ("$value", value),
            ("$sum", _sum.Add(table, name, value).End()));

    /// <exception cref="JournalException">A row is damaged.</exception>
    public SortedDictionary<string, string> ReadAll(string table)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Each($"SELECT name, value, sum FROM {table}", row =>
        {
            if (!IsWhole(row, 2, _sum.Add(table, row.GetValue(0), row.GetValue(1))))
                throw Damage.Of(_path, $"a row of '{table}' is not as it was written");
            found[row.GetString(0)] = row.GetString(1);
        });
        return found;
    }

    /// <summary>Holds the file and every row against the checksums; rows that are not as they were written are
    /// removed. Cost: reads the whole file twice.</summary>
    /// <returns>How many items and how many products were removed.</returns>
    /// <exception cref="JournalException">The file itself is damaged.</exception>
    public (int Items, int Products) RemoveDamaged()
    {
        string found = Scalar("PRAGMA integrity_check(1)") as string ?? "";
        if (found != "ok")
            throw Damage.Of(_path, found.ReplaceLineEndings(" "));
        List<object> items = DamagedItems(), products = [];
        Each("SELECT node, key, hash, facts, remarks, sum FROM products", row =>
        {
            if (!IsWhole(row, 5, _sum.Add([.. Enumerable.Range(0, 5).Select(row.GetValue)])))
                products.Add(row.GetValue(0));
        });
        foreach (object id in items)
        {
            Run("DELETE FROM contributions WHERE owner = $owner", ("$owner", id));
            Run("DELETE FROM items WHERE id = $id", ("$id", id));
        }
        foreach (object node in products)
            Run("DELETE FROM products WHERE node = $node", ("$node", node));
        // What belongs to nobody would become the next new item's.
        Run("DELETE FROM contributions WHERE owner NOT IN (SELECT id FROM items)");
        return (items.Count, products.Count);
    }

    private List<object> DamagedItems()
    {
        var damaged = new List<object>();
        Each($"SELECT id, {Columns}, sum FROM items", row =>
        {
            object id = row.GetValue(0);
            _sum.Add([.. Enumerable.Range(1, ColumnCount).Select(row.GetValue)]);
            Each("SELECT node, part, data FROM contributions WHERE owner = $owner ORDER BY id",
                part => _sum.Add(part.GetValue(0), part.GetValue(1), part.GetValue(2)), ("$owner", id));
            if (!IsWhole(row, ColumnCount + 1, _sum))
                damaged.Add(id);
        });
        return damaged;
    }

    private static bool IsWhole(SqliteDataReader row, int column, RowSum sum)
    {
        byte[] expected = sum.End();
        return row.GetValue(column) is byte[] found && found.AsSpan().SequenceEqual(expected);
    }

    /// <summary>Writes an item; replaces what was written of it.</summary>
    /// <returns>The files that were written for it before.</returns>
    public IReadOnlyList<JournalOutput> Write(JournalEntry entry)
    {
        string item = Text(entry.Item);
        string? old = (string?)Scalar("SELECT details FROM items WHERE source = $source AND item = $item",
            ("$source", entry.Source), ("$item", item));
        string details = Details.Of(entry);
        (string Node, string Part, byte[] Data)[] parts = [.. entry.Contributions.Select(
            contribution => (contribution.Node, Text(contribution.Part), contribution.Data.ToArray()))];
        _sum.Add(entry.Source, item, entry.Sequence, entry.Input, entry.Stamp, entry.Hash, entry.ScanHash,
            entry.Upstream, (long)entry.Outcome, entry.IsResumable ? 1L : 0L, details);
        foreach ((string node, string part, byte[] data) in parts)
            _sum.Add(node, part, data);
        // A source whose items are computed by every run, such as saved models, is not counted as done twice.
        long id = (long)Scalar($"""
            INSERT INTO items ({Columns}, commits, sum)
            VALUES ($source, $item, $sequence, $input, $stamp, $hash, $scan, $upstream, $outcome, $resumable, $details,
                1, $sum)
            ON CONFLICT (source, item) DO UPDATE SET sequence = $sequence, input = $input, stamp = $stamp,
                hash = $hash, scan_hash = $scan, upstream = $upstream, outcome = $outcome, resumable = $resumable,
                details = $details, commits = commits + $again, sum = $sum
            RETURNING id
            """, ("$source", entry.Source), ("$item", item), ("$sequence", entry.Sequence),
            ("$input", entry.Input), ("$stamp", entry.Stamp), ("$hash", entry.Hash), ("$scan", entry.ScanHash),
            ("$upstream", entry.Upstream), ("$outcome", (int)entry.Outcome),
            ("$resumable", entry.IsResumable ? 1 : 0),
            ("$again", entry is { IsResumable: true, IsCorrection: false } ? 1 : 0), ("$details", details), ("$sum",
                _sum.End()))!;
        Touch(id);
        if (old is not null)
            Run("DELETE FROM contributions WHERE owner = $owner", ("$owner", id));
        foreach ((string node, string part, byte[] data) in parts)
            Run("INSERT INTO contributions (owner, node, part, data) VALUES ($owner, $node, $part, $data)",
                ("$owner", id), ("$node", node), ("$part", part), ("$data", data));
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
            SELECT id, {Columns} FROM items
            WHERE {condition} ORDER BY sequence, id
            """, row =>
        {
            var details = Details.Read(row.GetString(11));
            take(new JournalEntry
            {
                Key = row.GetInt64(0), Source = row.GetString(1), Item = Id(row.GetString(2)),
                Sequence = row.GetInt64(3), Input = row.GetString(4), Stamp = row.GetString(5),
                Hash = row.GetString(6), ScanHash = row.GetString(7), Upstream = row.GetString(8),
                Outcome = (ItemOutcome)row.GetInt32(9), IsResumable = row.GetInt32(10) != 0,
                Letters = details.Letters, Remarks = details.Remarks,
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

    /// <summary>Whether no item and no product was ever written, or none is left.</summary>
    public bool IsEmpty => (long)Scalar("SELECT (SELECT COUNT(*) FROM items) + (SELECT COUNT(*) FROM products)")! == 0;

    /// <summary>Removes all rows of a table of names and values.</summary>
    public void Clear(string table) => Run($"DELETE FROM {table}");

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
    {
        string facts = JsonSerializer.Serialize(product.Facts, Json);
        string remarks = JsonSerializer.Serialize(product.Remarks, Json);
        Run("INSERT OR REPLACE INTO products VALUES ($node, $key, $hash, $facts, $remarks, $sum)",
            ("$node", product.Node), ("$key", product.Key), ("$hash", product.Hash), ("$facts", facts),
            ("$remarks", remarks),
            ("$sum", _sum.Add(product.Node, product.Key, product.Hash, facts, remarks).End()));
    }

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
        _sum.Dispose();
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
