using Microsoft.Data.Sqlite;

namespace Pipeline3D.Engine.Journal;

/// <summary>The tables of a journal: makes them in a new file, and holds those of an old one against them.</summary>
internal static class JournalTables
{
    /// <summary>1 had no checksums.</summary>
    private const long Format = 2;

    private static readonly string[] Statements =
    [
        "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE identity (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE items (id INTEGER PRIMARY KEY, source TEXT NOT NULL, item TEXT NOT NULL, "
            + "sequence INTEGER NOT NULL, input TEXT NOT NULL, stamp TEXT NOT NULL, hash TEXT NOT NULL, "
            + "scan_hash TEXT NOT NULL, upstream TEXT NOT NULL, outcome INTEGER NOT NULL, resumable INTEGER NOT NULL, "
            + "details TEXT NOT NULL, commits INTEGER NOT NULL, sum BLOB NOT NULL, UNIQUE (source, item))",
        "CREATE TABLE contributions (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, node TEXT NOT NULL, "
            + "part TEXT NOT NULL, data BLOB NOT NULL)",
        "CREATE INDEX contributions_of ON contributions (owner, node)",
        "CREATE TABLE products (node TEXT PRIMARY KEY, key TEXT NOT NULL, hash TEXT NOT NULL, facts TEXT NOT NULL, "
            + "remarks TEXT NOT NULL, sum BLOB NOT NULL) WITHOUT ROWID",
    ];

    /// <summary>Makes the tables of a new file, or checks those of an old one.</summary>
    /// <returns>Whether the file was new.</returns>
    /// <exception cref="JournalException">The file is damaged, or of another format.</exception>
    public static bool Prepare(SqliteConnection connection, string path)
    {
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512; "
            + "PRAGMA cell_size_check = ON");
        string[] found = TablesOf(connection);
        // A file of one page holds nothing yet; a larger one without tables has lost them.
        if (found.Length == 0 && Number(connection, "PRAGMA page_count") <= 1)
        {
            Run(connection, $"BEGIN; {string.Join("; ", Statements)}; PRAGMA user_version = {Format}; COMMIT");
            return true;
        }
        long format = Number(connection, "PRAGMA user_version");
        if (format is >= 0 and < Format && found.Length > 0)
            throw new JournalException($"{path} was written by an earlier version of this program, without checksums; "
                + "resume with the program that began the run, choose another --out, or say --overwrite to compute "
                + "everything again");
        if (format != Format || !found.SequenceEqual(Statements.Order(StringComparer.Ordinal)))
            throw Damage.Of(path, "its tables are not those of a journal");
        return false;
    }

    private static string[] TablesOf(SqliteConnection connection)
    {
        using var command = new SqliteCommand("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL", connection);
        using SqliteDataReader reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
            found.Add(reader.GetValue(0) as string ?? "");
        return [.. found.Order(StringComparer.Ordinal)];
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100",
        Justification = "the statements are constants of this file")]
    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100",
        Justification = "the statements are constants of this file")]
    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        return command.ExecuteScalar() is long number ? number : -1;
    }
}
