using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Runs;

/// <summary>The folder of one run and what lies where in it.</summary>
/// <remarks>
/// <c>manifest.json</c> what ran; <c>dead-letters.jsonl</c>; <c>metrics.json/.csv/.md</c>; <c>verdicts.jsonl</c>;
/// <c>methods/NAME/</c> the files of further methods; <c>benchmark.*</c> their comparison,
/// <c>reproduction.*</c> beside what their papers report; <c>training/</c> loss
/// curves; <c>checkpoints/</c> states that a training can go on from; <c>spill/</c> samples that memory does not hold,
/// while it runs; <c>maps/CATEGORY/SPLIT/DEFECT/NAME.tiff</c> score maps; <c>views/</c>, likewise, pictures of views;
/// <c>service.json</c>, <c>spool/</c>, <c>dead-letters-1.jsonl</c> of a service: its mark, scans that it accepted and
/// did
/// not answer, older dead letters;
/// <c>evidence/</c> what the report shows; <c>models/</c>; <c>report.html</c>; <c>inputs.jsonl</c> what was read;
/// <c>journal/</c> what a resumed run needs.
/// </remarks>
/// <param name="Path">The folder.</param>
public sealed record RunFolder(string Path)
{
    /// <summary>What ran: definition, options, versions, seeds, machine, counts and timings.</summary>
    public string Manifest => In("manifest.json");

    /// <summary>One dead letter per line.</summary>
    public string DeadLetters => In("dead-letters.jsonl");

    /// <summary>One verdict per line.</summary>
    public string Verdicts => In("verdicts.jsonl");

    /// <summary>Metrics with full precision.</summary>
    public string MetricsJson => In("metrics.json");

    /// <summary>The offline report.</summary>
    public string Report => In("report.html");

    /// <summary>Folder of the learnt models.</summary>
    public string Models => In("models");

    /// <summary>Folder of what the report shows per scan.</summary>
    public string Evidence => In("evidence");

    /// <summary>Folder of what a resumed run needs: the journal and what reducers made.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal");

    /// <summary>One line per item: where it came from, the hash of its content, how it ended.</summary>
    public string Inputs => In("inputs.jsonl");

    private static readonly string[] Names =
    [
        "journal", "inputs.jsonl", "manifest.json", "dead-letters.jsonl", "verdicts.jsonl", "metrics.json",
        "metrics.csv", "metrics.md",
            "control.json",
        "curves.json", "report.html", "maps", "views", "models", "evidence", "methods", "training", "checkpoints",
        "spill", "benchmark.json", "benchmark.csv", "benchmark.md", "benchmark.tex",
        "reproduction.json", "reproduction.csv", "reproduction.md",
        "service.json", "spool", "dead-letters-1.jsonl",
    ];

    /// <summary>Name of the first entry of a folder that no run writes; null when there is none.</summary>
    public static string? ForeignEntry(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Select(path => System.IO.Path.GetFileName(path))
        .Order(StringComparer.Ordinal)
        .FirstOrDefault(name => !Names.Contains(name) && !name.EndsWith(".tmp", StringComparison.Ordinal));

    /// <summary>A path below the folder; its parent is made.</summary>
    public string In(params ReadOnlySpan<string> parts)
    {
        string path = System.IO.Path.Combine([Path, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>A folder directly below this one, made when it is missing.</summary>
    public string RoomFor(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    /// <summary>The folder of a method that the run compares with others: <c>methods/NAME</c>; the run's own for an
    /// empty name.</summary>
    public RunFolder OfMethod(string name) => name.Length == 0 ? this
        : new RunFolder(RoomFor(System.IO.Path.Combine("methods", name)));

    /// <summary>The file of one item below <paramref name="room"/>: <c>room/category/split/defect/name +
    /// extension</c>.</summary>
    /// <remarks>A part that is no plain file name is made one, and marked by a hash, so that no two items share a
    /// file.</remarks>
    public string InItem(string room, ItemId item, string extension)
        => In([room, .. item.Path.Split('/').Select(Safe).ToArray()]) + extension;

    /// <summary>A file of any name directly below <paramref name="room"/>, for example one per category.</summary>
    public string InRoom(string room, string name, string extension) => In(room, Safe(name)) + extension;

    /// <summary>A text in which every path below this folder is relative to it, so that it stays true when the folder
    /// is moved.</summary>
    public string Relative(string text)
    {
        text = Without($"{System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path))}/", text);
        return Path.Length == 0 ? text : Without($"{System.IO.Path.TrimEndingDirectorySeparator(Path)}/", text);
    }

    // Where a path begins: behind a letter it is the end of another one.
    private static string Without(string prefix, string text)
    {
        for (int at = 0; (at = text.IndexOf(prefix, at, StringComparison.Ordinal)) >= 0;)
            if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '/' or '.' or '-' or '_' or '~'))
                at += prefix.Length;
            else
                text = text.Remove(at, prefix.Length);
        return text;
    }

    // Names come from files and from senders: nothing in them may leave the run's folder, or be too long for a file
    // system (255 bytes, of which extensions and temporary suffixes take some).
    private static string Safe(string part)
    {
        const int Longest = 80;
        string cleaned = string.Concat(part.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' or '#'
            ? c : '_')).Trim('.', ' ');
        // Two bytes at most in UTF-8 per character of the scripts in use would be 160; three, the most, 240.
        if (cleaned == part && part.Length is > 0 and <= Longest && Encoding.UTF8.GetByteCount(part) <= 2 * Longest)
            return part;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..12];
        return $"{cleaned[..Math.Min(cleaned.Length, Longest / 2)]}~{hash}";
    }
}
