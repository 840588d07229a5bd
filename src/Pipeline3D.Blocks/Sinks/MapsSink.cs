using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>Writes score maps: float32 TIFF for organized scans, in the layout that the official MVTec 3D-AD evaluator
/// reads; .npy per point for clouds.</summary>
[Block("sink.maps", Summary = "Write score maps as float TIFF (or .npy for clouds).")]
public sealed class MapsSink() : SinkBlock3D<ScoredScan>(new NoOptions())
{
    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        RunFolder folder = context.Run.Folder;
        if (input.Scan.Grid is { } grid)
        {
            string path = folder.InItem("maps", context.Item, ".tiff");
            AtomicFile.WriteBy(path, file => TiffWriter.WriteFloat(file, grid.Width, grid.Height, 1, input.Scores));
        }
        else
        {
            string path = folder.InItem("maps", context.Item, ".npy");
            AtomicFile.WriteBy(path, file => NpyWriter.Write<float>(file, input.Scores, input.Scores.Length));
        }
        return ValueTask.CompletedTask;
    }
}
