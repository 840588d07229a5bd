using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Pipeline3D.ScaleModel;

/// <summary>Times a journal on this machine: rows and contributions in a SQLite file, committed in groups as a run
/// does.</summary>
/// <param name="RowMicroseconds">Microseconds for a row and its empty contribution.</param>
/// <param name="BytesPerSecond">Bytes per second of contributions of the size asked for.</param>
public sealed record JournalProbe(double RowMicroseconds, double BytesPerSecond)
{
    private const int Rows = 20_000, RowsPerCommit = 100, RowBytes = 300;

    private const long Payload = 64 << 20;

    /// <summary>Writes for a second or two into a file that is removed again.</summary>
    /// <param name="folder">Where; on the file system of the runs.</param>
    /// <param name="partBytes">Bytes of a contribution.</param>
    public static JournalProbe Measure(string folder, double partBytes)
    {
        string file = Path.Combine(folder, $"journal-probe-{Guid.NewGuid():N}.db");
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = file, Pooling = false,
            }.ToString());
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                + "CREATE TABLE items (id INTEGER PRIMARY KEY, source TEXT, item TEXT, rest TEXT, "
                + "UNIQUE (source, item)); "
                + "CREATE TABLE contributions (id INTEGER PRIMARY KEY, owner INTEGER, node TEXT, data BLOB); "
                + "CREATE INDEX of_item ON contributions (owner, node)");
            double row = Seconds(connection, 0, Rows, 0) / Rows;
            int parts = (int)Math.Clamp(Payload / Math.Max(1, partBytes), 16, Rows);
            double part = Seconds(connection, Rows, parts, (int)partBytes) / parts;
            return new JournalProbe(1e6 * row, partBytes < 1 ? double.PositiveInfinity
                : partBytes / Math.Max(1e-9, part - row));
        }
        finally
        {
            foreach (string left in new[] { file, $"{file}-wal", $"{file}-shm" })
                File.Delete(left);
        }
    }

    private static double Seconds(SqliteConnection connection, int from, int count, int bytes)
    {
        byte[] data = new byte[bytes];
        long began = Stopwatch.GetTimestamp();
        for (int done = 0; done < count; done += RowsPerCommit)
        {
            using SqliteTransaction group = connection.BeginTransaction();
            using SqliteCommand insert = connection.CreateCommand();
            insert.Transaction = group;
            insert.CommandText = "INSERT INTO items (id, source, item, rest) VALUES ($id, 'test', $item, $rest); "
                + "INSERT INTO contributions (owner, node, data) VALUES ($id, 'metrics', $data)";
            SqliteParameter id = insert.Parameters.Add("$id", SqliteType.Integer);
            SqliteParameter item = insert.Parameters.Add("$item", SqliteType.Text);
            insert.Parameters.AddWithValue("$rest", new string('x', RowBytes));
            insert.Parameters.AddWithValue("$data", data);
            for (int i = done; i < Math.Min(count, done + RowsPerCommit); i++)
            {
                (id.Value, item.Value) = (from + i, $"bagel/test/good/{from + i:D9}");
                insert.ExecuteNonQuery();
            }
            group.Commit();
        }
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
