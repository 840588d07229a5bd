using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Journal;

/// <summary>What the journal holds of one item that has ended.</summary>
public sealed record JournalEntry
{
    /// <summary>Node that listed it.</summary>
    public required string Source { get; init; }

    /// <summary>Who it is.</summary>
    public required ItemId Item { get; init; }

    /// <summary>Its number within the run.</summary>
    public required long Sequence { get; init; }

    /// <summary>Where it came from.</summary>
    public required string Input { get; init; }

    /// <summary>Sizes and times of its files when it was read; see <see cref="InputFiles.Stamp"/>.</summary>
    public required string Stamp { get; init; }

    /// <summary>Hash of its files' content; empty when it is not known.</summary>
    public required string Hash { get; init; }

    /// <summary>SHA-256 of the content of the first of its files, the scan itself, whatever its name and whatever lies
    /// beside it; empty when it is not known.</summary>
    public string ScanHash { get; init; } = "";

    /// <summary>Hash of the values known beforehand, such as models, that its way depended on; empty without
    /// any.</summary>
    public required string Upstream { get; init; }

    /// <summary>How it ended.</summary>
    public required ItemOutcome Outcome { get; init; }

    /// <summary>Whether all that it left behind is in the journal and in files.</summary>
    public bool IsResumable { get; init; } = true;

    /// <summary>Its dead letters.</summary>
    public IReadOnlyList<DeadLetter> Letters { get; init; } = [];

    /// <summary>What blocks remarked about it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Facts that it added to the manifest.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>What it left in sinks and reducers.</summary>
    public IReadOnlyList<JournalContribution> Contributions { get; init; } = [];

    /// <summary>The files that were written for it. A journal is told their paths alone and keeps
    /// <see cref="JournalOutput.Of"/> them.</summary>
    public IReadOnlyList<JournalOutput> Outputs { get; init; } = [];

    /// <summary>Whether it only corrects what was written of the item, so that it does not count as computed
    /// again.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>The journal's own number of the entry: set by the journal that gives an entry out, read by none but
    /// it, for example to find <see cref="IRunJournal.Contributions"/>; 0 in an entry that was not read from
    /// one.</summary>
    public long Key { get; init; }
}

/// <summary>What an item left in one node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Part">Who it was there: the item, or the part of it that an earlier node split off.</param>
/// <param name="Data">The bytes.</param>
public sealed record JournalContribution(string Node, ItemId Part, ReadOnlyMemory<byte> Data);

/// <summary>A file that was written for an item.</summary>
/// <param name="Path">Its path, relative to the run's folder when it lies in it.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Hash">SHA-256 of its content.</param>
public sealed record JournalOutput(string Path, long Length, string Hash)
{
    /// <summary>What a journal keeps of a file that lies written: its path as seen from the run's folder, its size and
    /// its hash. Cost: reads the file.</summary>
    /// <returns>Length -1 and no hash when the file is gone or cannot be read, so that its item is computed
    /// again.</returns>
    public static JournalOutput Of(string path, RunFolder folder)
    {
        (long length, string hash) = InputFiles.Of(path);
        return new JournalOutput(System.IO.Path.GetRelativePath(folder.Path, path), length, hash);
    }
}

/// <summary>What a reducer made.</summary>
/// <param name="Node">The reducer.</param>
/// <param name="Key">Hash of what it was made of: identities, contents, and values known beforehand.</param>
/// <param name="Facts">Facts that it added to the manifest.</param>
/// <param name="Remarks">What it remarked.</param>
public sealed record JournalProduct(
    string Node, string Key, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Remarks)
{
    /// <summary>SHA-256 of its file.</summary>
    public string Hash { get; init; } = "";
}
