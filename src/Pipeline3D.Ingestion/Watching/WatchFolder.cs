using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Watching;

/// <summary>A door for files: takes whole files out of a folder, and puts them into <c>done</c> or <c>failed</c> beside
/// their verdict.</summary>
/// <remarks>
/// A file counts as whole when its size and time have not changed for the settle time; names that begin with a dot or
/// end in .tmp, .part or .partial are left alone until they are renamed, which is the sure way. A whole file is renamed
/// into <c>.work</c>, so it is taken once; what a crash leaves there is scored again by the next start. Folders are
/// polled, which also works on network shares.
/// </remarks>
internal sealed partial class WatchFolder : IDisposable
{
    private const ScanContent Points = ScanContent.Cloud | ScanContent.Grid;
    private static readonly string[] Unfinished = [".tmp", ".part", ".partial", ".crdownload"];

    private readonly IntakeOptions _options;
    private readonly IScanFormats _formats;
    private readonly ScanIntake _intake;
    private readonly ILogger _log;
    private readonly Spool _work;
    private readonly string _root, _done, _failed;
    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);
    private Dictionary<string, Sighting> _seen = new(StringComparer.Ordinal);

    /// <summary>Opens the folder; it is made when it is missing.</summary>
    /// <param name="options">Which folder, and when a file counts as whole.</param>
    /// <param name="formats">What the run can read: files of other formats are left alone.</param>
    /// <param name="intake">Where scans go.</param>
    /// <param name="log">Where warnings go.</param>
    /// <exception cref="IOException">Another process watches it, or it cannot be written.</exception>
    public WatchFolder(IntakeOptions options, IScanFormats formats, ScanIntake intake, ILogger log)
    {
        (_options, _formats, _intake, _log, _root) = (options, formats, intake, log, Path.GetFullPath(options.Watch));
        (_done, _failed) = (Path.Combine(_root, "done"), Path.Combine(_root, "failed"));
        _work = new Spool(Path.Combine(_root, ".work"), options.Durable);
    }

    /// <summary>How often the folder is looked at.</summary>
    private TimeSpan Pause => TimeSpan.FromSeconds(Math.Clamp(_options.Settle.TotalSeconds / 4, 0.05, 1));

    /// <summary>Takes files until the intake is drained.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _intake.Begun.WaitAsync(_intake.Draining).ConfigureAwait(false);
            foreach (SpooledScan left in _work.Recover(text => LogDamaged(_log, text)))
            {
                while (!_intake.TryReserve())
                    await Task.Delay(Pause, _intake.Time, _intake.Draining).ConfigureAwait(false);
                Accept(left.ToArrival(), left);
            }
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

    public void Dispose() => _work.Dispose();

    private void Look()
    {
        var now = new Dictionary<string, Sighting>(StringComparer.Ordinal);
        foreach (string path in Files())
        {
            try
            {
                Sighting sighting = See(path);
                now[path] = sighting;
                if (_intake.Time.GetElapsedTime(sighting.Since) >= _options.Settle && _intake.TryReserve())
                    Take(path);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                LogUntakable(_log, path, cause.Message);
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

    private IEnumerable<string> Files()
    {
        foreach (string folder in new[] { _root }.Concat(Directory.EnumerateDirectories(_root)
            .Where(folder => folder != _done && folder != _failed && Path.GetFileName(folder)[0] != '.')
            .Order(StringComparer.Ordinal)))
            foreach (FileInfo file in new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name,
                StringComparer.Ordinal))
            {
                if (file.Name[0] == '.' || Unfinished.Contains(file.Extension.ToLowerInvariant())
                    || file.LinkTarget is not null)
                    continue;
                if (_formats.MayHold(file.Name, Points))
                    yield return file.FullName;
                else if (_foreign.Count < 1000 && _foreign.Add(file.FullName))
                    LogForeign(_log, file.FullName);
            }
    }

    private void Take(string path)
    {
        string folder = Path.GetDirectoryName(path)!, name = _intake.NewName();
        string? made = null;
        try
        {
            made = _work.Begin(name);
            string category = folder == _root ? _options.Category : Path.GetFileName(folder);
            SpooledScan scan = _work.Commit(made, new SpoolNote(category,
                $"{name}_{Path.GetFileNameWithoutExtension(path)}", Path.GetFileName(path), Path.GetFileName(path)));
            made = scan.Folder;
            // The file comes last and by one rename, so at any moment it is either still watched or a whole scan.
            _work.Complete(scan, path);
            made = null;
            Accept(scan.ToArrival(_intake.Time.GetTimestamp()), scan);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _intake.Release();
            LogUntakable(_log, path, cause.Message);
            if (made is not null && Directory.Exists(made))
                PutBack(made, path);
        }
    }

    private static void PutBack(string made, string path)
    {
        string taken = Path.Combine(made, Path.GetFileName(path));
        if (File.Exists(taken))
            File.Move(taken, path);
        Directory.Delete(made, recursive: true);
    }

    private void Accept(Arrival arrival, SpooledScan scan)
        => _ = _intake.Accept(arrival, MapFormat.None, "watch", answer => FinishAsync(scan, answer));

    private Task FinishAsync(SpooledScan scan, ScanAnswer answer)
    {
        // What was stopped stays in .work for the next start.
        if (answer.Kind == AnswerKind.Stopped)
            return Task.CompletedTask;
        try
        {
            string room = answer.Kind == AnswerKind.Rejected ? _failed : _done;
            string target = Free(Directory.CreateDirectory(scan.Note.Category.Length == 0 ? room
                : Path.Combine(room, scan.Note.Category)).FullName, scan.Note);
            // The verdict first: a file in done always has one.
            AtomicFile.Write($"{target}.verdict.json", stream => stream.Write(AnswerJson.Of(answer)));
            File.Move(Path.Combine(scan.Folder, scan.Note.Cloud), target);
            scan.Delete();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            LogUnmovable(_log, scan.Folder, cause.Message);
        }
        return Task.CompletedTask;
    }

    // A second file of the same name gets the scan's own name.
    private static string Free(string folder, SpoolNote note)
    {
        string path = Path.Combine(folder, note.Cloud);
        return File.Exists(path) ? Path.Combine(folder, note.Name + Path.GetExtension(note.Cloud)) : path;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watched file {Path} is no scan and is left alone.")]
    private static partial void LogForeign(ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watched file {Path} could not be taken: {Cause}")]
    private static partial void LogUntakable(ILogger log, string path, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Scan in {Folder} was scored but not moved: {Cause}")]
    private static partial void LogUnmovable(ILogger log, string folder, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left over: {Text}")]
    private static partial void LogDamaged(ILogger log, string text);

    private readonly record struct Sighting(long Size, DateTime Written, long Since);
}
