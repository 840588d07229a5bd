using Pipeline3D.Core;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>One scan of a dataset that has not been read yet.</summary>
public sealed class ScanEntry
{
    private readonly Func<long> _declaredBytes;
    private readonly Func<CancellationToken, Scan> _load;

    /// <summary>Makes an entry.</summary>
    /// <param name="id">Who the scan is.</param>
    /// <param name="inputPath">The file that its coordinates come from.</param>
    /// <param name="declaredBytes">Tells the most memory that loading and holding it takes, in bytes, as far as headers
    /// do.</param>
    /// <param name="files">All files it is read from, the input first.</param>
    /// <param name="load">Reads the scan; may run on any thread, also several times.</param>
    public ScanEntry(
        ItemId id, string inputPath, Func<long> declaredBytes,
            IReadOnlyList<string> files, Func<CancellationToken, Scan> load)
        => (Id, InputPath, _declaredBytes, Files, _load) = (id, inputPath, declaredBytes, files, load);

    /// <summary>Who the scan is.</summary>
    public ItemId Id { get; }

    /// <summary>The file that its coordinates come from.</summary>
    public string InputPath { get; }

    /// <summary>Most memory that loading and holding it takes, in bytes: what a byte budget reserves. Cost: a look at
    /// the file's header, so that listing and counting need none.</summary>
    public long DeclaredBytes => _declaredBytes();

    /// <summary>All files it is read from, the input first.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads the scan.</summary>
    /// <param name="stop">Checked between files.</param>
    /// <exception cref="FormatException3D">A file is missing, damaged, or does not fit the others.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public Scan Load(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return _load(stop);
    }

    /// <summary>Why a scan that could not be loaded is rejected: a file that is not there while others of the scan are
    /// is a missing partner.</summary>
    public RejectReason ReasonOf(FormatException3D cause)
        => cause.Reason == RejectReason.Unreadable && !File.Exists(cause.Path) && Files.Any(File.Exists)
            ? RejectReason.MissingPartner : cause.Reason;
}
