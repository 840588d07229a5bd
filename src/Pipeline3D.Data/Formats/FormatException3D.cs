using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>A file that is not what its format says: which file, where in it, what is wrong and what to do.</summary>
public sealed class FormatException3D : IOException
{
    /// <summary>Makes the error for a place in a binary file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Byte position, or -1 when the whole file is meant.</param>
    /// <param name="problem">What is wrong, with the value found.</param>
    /// <param name="advice">What to do about it; may be empty.</param>
    /// <param name="cause">The underlying error, kept.</param>
    public FormatException3D(string path, long offset, string problem, string advice = "", Exception? cause = null)
        : base(Compose(path, offset >= 0 ? $"byte {offset}" : "", problem, advice), cause)
        => (Path, Offset, Line) = (path, offset, 0);

    /// <summary>Makes the error for a line of a text file.</summary>
    public FormatException3D(string path, int line, string problem, string advice = "", Exception? cause = null)
        : base(Compose(path, $"line {line}", problem, advice), cause)
        => (Path, Offset, Line) = (path, -1, line);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Byte position, -1 when it does not apply.</summary>
    public long Offset { get; }

    /// <summary>1-based line of a text file, 0 when it does not apply.</summary>
    public int Line { get; }

    /// <summary>What is wrong as one of the reasons of dead letters: a bad format unless said otherwise.</summary>
    public RejectReason Reason { get; init; } = RejectReason.BadFormat;

    /// <summary>Why a scan that is read from several files is rejected: one that is not there while others are is a
    /// missing partner.</summary>
    /// <param name="files">All files of the scan.</param>
    public RejectReason ReasonAmong(IReadOnlyList<string> files)
        => Reason == RejectReason.Unreadable && !File.Exists(Path) && !FileNames.IsUnreachable(Path)
            && files.Any(File.Exists) ? RejectReason.MissingPartner : Reason;

    private static string Compose(string path, string place, string problem, string advice)
        => $"{path}{(place.Length > 0 ? $", {place}" : "")}: {problem}{(advice.Length > 0 ? $"; {advice}" : "")}";
}
