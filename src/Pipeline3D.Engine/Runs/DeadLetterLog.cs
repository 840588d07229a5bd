using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline3D.Core.Files;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Engine.Runs;

/// <summary>Keeps dead letters, in memory and at once on disk: one JSON object per line.</summary>
/// <remarks>Of a run that does not end, the file goes on behind the letters of earlier starts, and when it is full
/// takes
/// the place of the full one before it (<c>dead-letters-1.jsonl</c>); how many went with that is counted.</remarks>
public sealed class DeadLetterLog : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly Lock _gate = new();
    private readonly List<DeadLetter> _letters = [];
    private readonly RunFolder _folder;
    private readonly string _path;
    private readonly int _most;
    private readonly long? _maxBytes;
    private bool _areAllKept = true;
    private FileStream? _file;

    internal DeadLetterLog(RunFolder folder, int most = int.MaxValue, long? maxBytes = null)
    {
        (_folder, _path, _most, _maxBytes) = (folder, folder.DeadLetters, most, maxBytes);
        // An earlier run's letters in the same folder are not this run's.
        if (maxBytes is null)
            File.Delete(_path);
    }

    /// <summary>Letters that are in no file any more, because there were too many.</summary>
    internal long Dropped { get; private set; }

    /// <summary>The letters in the order of the items; those without a number, of reducers and sinks, last.</summary>
    internal IReadOnlyList<DeadLetter> Letters { get { lock (_gate) return [.. InOrder(_letters)]; } }

    /// <summary>The message of an item's last letter; empty when it has none.</summary>
    internal string MessageOf(ItemId item)
    {
        lock (_gate)
            return _letters.FindLast(letter => letter.Item == item)?.Message ?? "";
    }

    /// <summary>A reason as the log writes it, for example <c>bad_format</c>.</summary>
    public static string Word(RejectReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    /// <summary>Reads a log back; the order is that of the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">A line is no dead letter.</exception>
    public static IReadOnlyList<DeadLetter> Read(string path) => !File.Exists(path) ? []
        : [.. JsonFile.Lines<DeadLetter>(path, Json)];

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>Puts the file in the order of the items, so that it does not tell of threads.</summary>
    /// <returns>Null, or why it could not be written; the file is then as it was.</returns>
    internal string? Sort()
    {
        lock (_gate)
        {
            if (_letters.Count < 2 || _file is null || !_areAllKept || _maxBytes is not null)
                return null;
            try
            {
                _file.Dispose();
                _file = null;
                AtomicFile.Write(_path, stream =>
                {
                    foreach (DeadLetter letter in InOrder(_letters))
                        stream.Write(Line(letter));
                });
                return null;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                return $"the dead letters could not be put in order in {_path}: {cause.Message}";
            }
        }
    }

    // An item that was fanned out or split may have several.
    private static IEnumerable<DeadLetter> InOrder(IEnumerable<DeadLetter> letters) => letters
        .OrderBy(letter => (ulong)letter.Sequence).ThenBy(letter => letter.Block, StringComparer.Ordinal)
        .ThenBy(letter => letter.Item).ThenBy(letter => letter.Message, StringComparer.Ordinal);

    // A folder that is moved stays whole.
    private byte[] Line(DeadLetter letter) => [.. JsonSerializer.SerializeToUtf8Bytes(letter with
    {
        Input = _folder.Relative(letter.Input), Message = _folder.Relative(letter.Message),
    }, Json), (byte)'\n'];

    /// <summary>Adds a letter; it is on disk when this returns.</summary>
    /// <returns>Null, or why it could not be written; it is kept in memory all the same.</returns>
    internal string? Add(DeadLetter letter)
    {
        lock (_gate)
        {
            if (_letters.Count >= _most)
            {
                _letters.RemoveAt(0);
                _areAllKept = false;
            }
            _letters.Add(letter);
            long end = -1;
            try
            {
                byte[] line = Line(letter);
                _file ??= _maxBytes is null ? new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read,
                    bufferSize: 0) : LineFile.OpenToAppend(_path);
                if (_file.Position > 0 && _file.Position + line.Length > _maxBytes)
                    Rotate();
                end = _file.Position;
                _file.Write(line);
                _file.Flush(flushToDisk: true);
                return null;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // A full disk takes the beginning of a line; without it the file stays one that can be read.
                if (end >= 0)
                    _file?.SetLength(end);
                return $"the dead letter of {letter.Item} could not be written to {_path}: {cause.Message}";
            }
        }
    }

    private void Rotate()
    {
        string before = Path.Combine(Path.GetDirectoryName(_path)!,
            $"{Path.GetFileNameWithoutExtension(_path)}-1{Path.GetExtension(_path)}");
        _file!.Dispose();
        _file = null;
        if (File.Exists(before))
            Dropped += File.ReadLines(before).LongCount();
        File.Move(_path, before, overwrite: true);
        _file = LineFile.OpenToAppend(_path);
    }
}
