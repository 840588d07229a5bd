using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Files;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Writes one line of JSON per scan: who, score, threshold, verdict, label, score of the worst pixel or point
/// and its index.</summary>
/// <remarks>A service appends to the lines of its earlier starts.</remarks>
[Block("sink.verdicts", Summary = "Write one JSON line per scan with its score and verdict.")]
public sealed class VerdictsSink(MethodSinkOptions options) : SinkBlock3D<ScoredScan>(options),
    IContributes<ScoredScan>, IEstimatesDisk, IAsyncDisposable
{
    // Twice: in its file and in the journal.
    private const int BytesPerLine = 2 * 300;

    private FileStream? _file;
    private ReadOnlyMemory<byte> _last;

    /// <summary>A line per scan.</summary>
    public long FolderBytes(ExpectedItems items) => (long)BytesPerLine * items.Items.Count;

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        byte[] line = LineOf(input, context);
        Append(line, context.Run);
        _last = line;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Contribution> ContributeAsync(ScoredScan input, BlockContext context)
        => new(new Contribution(LineOf(input, context), []));

    /// <inheritdoc/>
    public Contribution Remember(ScoredScan input, BlockContext context) => new(_last, []);

    /// <summary>Writes the line again: the file is made anew by every run.</summary>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Append(data.Span, context.Run);

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        Open(run).Flush(flushToDisk: true);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync().ConfigureAwait(false);
    }

    private static byte[] LineOf(ScoredScan input, BlockContext context)
    {
        FiniteScores.RequireFinite(input, context);
        return [.. VerdictLine.Of(input, context).Span, (byte)'\n'];
    }

    // Opened with the first line, so that a run that cannot even start leaves the lines of an earlier one alone. A
    // service goes on behind the lines of its earlier starts.
    private FileStream Open(RunContext run)
    {
        if (_file is not null)
            return _file;
        string path = run.Folder.OfMethod(options.Method).Verdicts;
        return _file = run.Live is null ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read,
            bufferSize: 0) : LineFile.OpenToAppend(path);
    }

    private void Append(ReadOnlySpan<byte> line, RunContext run)
    {
        FileStream file = Open(run);
        long end = file.Position;
        try
        {
            file.Write(line);
        }
        catch (IOException)
        {
            // A full disk takes the beginning of a line; without it the file stays one that can be read.
            file.SetLength(end);
            throw;
        }
    }
}
