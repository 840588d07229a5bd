using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Writes score maps: float32 TIFF for organized scans, in the layout that the official MVTec 3D-AD evaluator
/// reads; .npy per point for clouds.</summary>
[Block("sink.maps", Summary = "Write score maps as float TIFF (or .npy for clouds).")]
public sealed class MapsSink(MethodSinkOptions options) : SinkBlock3D<ScoredScan>(options), IContributes<ScoredScan>,
    IEstimatesDisk
{
    /// <summary>A float per point.</summary>
    public long FolderBytes(ExpectedItems items)
        => items.Items.Sum(item => sizeof(float) * DeclaredSize.MaxPoints(item.DeclaredBytes));

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        string path = PathOf(input, context);
        if (input.Scan.Grid is { } grid)
            AtomicFile.WriteBy(path, file => TiffWriter.WriteFloat(file, grid.Width, grid.Height, 1, input.Scores));
        else
            AtomicFile.WriteBy(path, file => NpyWriter.Write<float>(file, input.Scores, input.Scores.Length));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Contribution> ContributeAsync(ScoredScan input, BlockContext context)
    {
        await ConsumeAsync(input, context).ConfigureAwait(false);
        return Remember(input, context);
    }

    /// <inheritdoc/>
    public Contribution Remember(ScoredScan input, BlockContext context)
        => new(ReadOnlyMemory<byte>.Empty, [PathOf(input, context)]);

    /// <summary>Does nothing: the map lies in its file.</summary>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
    }

    private string PathOf(ScoredScan input, BlockContext context)
        => context.Run.Folder.OfMethod(options.Method).InItem("maps", context.Item,
            input.Scan.Grid is null ? ".npy" : ".tiff");
}
