using Microsoft.Data.Sqlite;

namespace Pipeline3D.Engine.Journal;

/// <summary>What is said of a journal that is not as it was written.</summary>
internal static class Damage
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>Whether SQLite says that the file is damaged, and not that it cannot be reached or written.</summary>
    public static bool Is(SqliteException cause) => cause.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>The refusal: what, where, and what to do.</summary>
    public static JournalException Of(string path, string what, Exception? cause = null)
        => new($"the journal {path} is damaged: {what}; the run cannot be resumed by it. Say --overwrite to compute "
            + "everything again, or choose another --out; results that lie in the folder stay as they are", cause);
}
