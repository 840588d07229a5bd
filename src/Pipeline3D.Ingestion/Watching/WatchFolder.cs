using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Files;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Watching;

/// <summary>A door for files: takes whole files out of a folder, and puts them into <c>done</c> or <c>failed</c> beside
/// their verdict.</summary>
/// <remarks>
/// A file counts as whole when its size and time have not changed for the settle time; names that begin with a dot or
/// end in .tmp, .part or .partial are left alone until they are renamed, which is the sure way. A whole file is renamed
/// into <c>.work</c>, so it is taken once; what a crash leaves there is scored again by the next start. Folders are
/// polled, which also works on network shares: when the folder goes away or cannot be read, the service is degraded
/// until it is back, and then goes on.
/// </remarks>
internal sealed partial class WatchFolder : IDisposable
{
    private readonly IntakeOptions _options;
    private readonly ScanIntake _intake;
    private readonly ILogger _log;
    private readonly WatchNotices _notices;
    private readonly WatchListing _listing;
    private readonly AnsweredFiles _answered;
    private readonly string _root, _workPath;
    private readonly Queue<SpooledScan> _left = new();
    private readonly ConcurrentDictionary<string, (SpooledScan Scan, ScanAnswer Answer)> _unmoved = new();
    private Dictionary<string, Sighting> _seen = new(StringComparer.Ordinal);
    private readonly Lock _moving = new();
    private Spool? _work;
    private bool _isSearched;

    /// <summary>Opens the folder; it is made when it is missing.</summary>
    /// <param name="options">Which folder, and when a file counts as whole.</param>
    /// <param name="formats">What the run can read: files of other formats are left alone.</param>
    /// <param name="intake">Where scans go.</param>
    /// <param name="log">Where warnings go.</param>
    /// <exception cref="IOException">Another process watches it, or it cannot be written.</exception>
    public WatchFolder(IntakeOptions options, IScanFormats formats, ScanIntake intake, ILogger log)
    {
        (_options, _intake, _log, _root) = (options, intake, log, Path.GetFullPath(options.Watch));
        _workPath = Path.Combine(_root, ".work");
        _notices = new WatchNotices(intake.Troubles, log);
        _listing = new WatchListing(_root, formats, _notices);
        _answered = new AnsweredFiles(_root);
        Directory.CreateDirectory(_root);
        _work = OpenWork();
    }

    /// <summary>How often the folder is looked at.</summary>
    private TimeSpan Pause => TimeSpan.FromSeconds(Math.Clamp(_options.Settle.TotalSeconds / 4, 0.05, 1));

    /// <summary>Takes files until the intake is drained.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _intake.Begun.WaitAsync(_intake.Draining).ConfigureAwait(false);
            while (true)
            {
                Look();
                await Task.Delay(Pause, _intake.Time, _intake.Draining).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_intake.IsDraining)
        {
            // Files that were not taken stay where they are.
        }
    }

    public void Dispose() => _work?.Dispose();

    private void Look()
    {
        try
        {
            FollowFolder();
            MoveAnswered();
            while (_left.TryPeek(out SpooledScan? left) && _intake.TryReserve())
                Accept(_left.Dequeue(), acceptedAt: null);
            TakeSettled();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _notices.Wrong(_root, cause.Message);
        }
        _notices.EndLook();
    }

    // The work folder of the folder that lies there now, which need not be the one of the look before.
    private void FollowFolder()
    {
        if (_work is not { IsThere: true })
        {
            _work?.Dispose();
            (_work, _isSearched) = (null, false);
            if (PathKinds.Behind(_root) != PathKind.Folder)
                throw new DirectoryNotFoundException("the folder is not there; bring it back.");
            _work = OpenWork();
        }
        if (!_isSearched)
            FindLeft();
        _isSearched = true;
    }

    private Spool OpenWork() => PathKinds.Of(_workPath) is PathKind.Missing or PathKind.Folder
        ? new Spool(_workPath, _options.Durable)
        : throw new IOException($"{_workPath} is not a folder, and scans in work must lie in one; remove it.");

    // What an earlier start left, or what was in work when the folder went away.
    private void FindLeft()
    {
        SpooledScan[] found = [.. _work!.Recover(text => LogDamaged(_log, text)).Where(scan
            => !_intake.IsInWork(scan.Id) && !_unmoved.ContainsKey(scan.Folder) && !_left.Contains(scan))];
        IReadOnlyDictionary<string, ScanAnswer> before = _intake.AnsweredBefore(found);
        foreach (SpooledScan scan in found)
            if (before.TryGetValue(scan.Id.Path, out ScanAnswer? answer))
                _unmoved[scan.Folder] = (scan, answer);
            else
                _left.Enqueue(scan);
    }

    private void TakeSettled()
    {
        var now = new Dictionary<string, Sighting>(StringComparer.Ordinal);
        foreach (string path in _listing.Files())
        {
            try
            {
                Sighting sighting = See(path);
                now[path] = sighting;
                if (_intake.Time.GetElapsedTime(sighting.Since) >= _options.Settle && _intake.TryReserve())
                    Take(path);
            }
            catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
            {
                // Gone since the folder was listed.
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                _notices.Wrong(path, cause.Message);
            }
        }
        _seen = now;
    }

    private Sighting See(string path)
    {
        var file = new FileInfo(path);
        return _seen.TryGetValue(path, out Sighting before) && before.Size == file.Length
            && before.Written == file.LastWriteTimeUtc ? before
                : new Sighting(file.Length, file.LastWriteTimeUtc, _intake.Time.GetTimestamp());
    }

    private void Take(string path)
    {
        string folder = Path.GetDirectoryName(path)!, name = _intake.NewName();
        string? made = null;
        SpooledScan? taken = null;
        try
        {
            // It may have become a link since it was listed.
            if (PathKinds.Of(folder) == PathKind.Link && folder != _root || PathKinds.Of(path) != PathKind.File)
                return;
            made = _work!.Begin(name);
            string category = folder == _root ? _intake.CategoryOf("", _options.Category) : Path.GetFileName(folder);
            SpooledScan scan = _work.Commit(made, new SpoolNote(category,
                $"{name}_{Path.GetFileNameWithoutExtension(path)}", Path.GetFileName(path), Path.GetFileName(path)));
            made = scan.Folder;
            // The file comes last and by one rename, so at any moment it is either still watched or a whole scan.
            _work.Complete(scan, path);
            taken = PathKinds.Of(scan.Cloud) == PathKind.File ? scan : null;
        }
        finally
        {
            if (taken is null)
            {
                _intake.Release();
                if (made is not null && Directory.Exists(made))
                    PutBack(made, path);
            }
        }
        if (taken is not null)
            Accept(taken, _intake.Time.GetTimestamp());
    }

    private static void PutBack(string made, string path)
    {
        string taken = Path.Combine(made, Path.GetFileName(path));
        if (PathKinds.Of(taken) != PathKind.Missing)
            File.Move(taken, path);
        Directory.Delete(made, recursive: true);
    }

    private void Accept(SpooledScan scan, long? acceptedAt)
        => _ = _intake.Accept(scan.ToArrival(acceptedAt), MapFormat.None, "watch", answer =>
        {
            // What was stopped stays in .work for the next start; so does what went away with its folder before it
            // could be read, which is no fault of the scan.
            if (answer.Kind == AnswerKind.Rejected && PathKinds.Of(scan.Cloud) != PathKind.File)
                LogUnread(_log, scan.Note.Input, scan.Cloud);
            else if (answer.Kind != AnswerKind.Stopped)
            {
                _unmoved[scan.Folder] = (scan, answer);
                // Otherwise the next look says it.
                if (TryMove(scan, answer) is { } cause && _intake.IsDraining)
                    LogUnmoved(_log, scan.Note.Input, scan.Cloud, cause);
            }
            return Task.CompletedTask;
        });

    /// <summary>Moves an answered file; null when that is done, else why it cannot be.</summary>
    private string? TryMove(SpooledScan scan, ScanAnswer answer)
    {
        lock (_moving)
        {
            try
            {
                if (_unmoved.ContainsKey(scan.Folder))
                    _answered.Put(scan, answer);
                _unmoved.TryRemove(scan.Folder, out _);
                return null;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                return cause.Message;
            }
        }
    }

    private void MoveAnswered()
    {
        foreach ((SpooledScan scan, ScanAnswer answer) in _unmoved.Values)
            if (IsGone(scan))
                // The folder is there and the file is not: should it come back, its verdict is found again.
                LogUnmoved(_log, scan.Note.Input, scan.Cloud, "it is gone.");
            else if (TryMove(scan, answer) is { } cause)
                _notices.Wrong(scan.Cloud, cause);
    }

    private bool IsGone(SpooledScan scan)
    {
        lock (_moving)
            return PathKinds.Of(scan.Cloud) != PathKind.File && _unmoved.TryRemove(scan.Folder, out _);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Watched file {Input} was answered and stays in {Path}: {Cause} Its verdict is kept.")]
    private static partial void LogUnmoved(ILogger log, string input, string path, string cause);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Watched file {Input} went away from {Path} before it was read; it is scored when it is back.")]
    private static partial void LogUnread(ILogger log, string input, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left over: {Text}")]
    private static partial void LogDamaged(ILogger log, string text);

    private readonly record struct Sighting(long Size, DateTime Written, long Since);
}
