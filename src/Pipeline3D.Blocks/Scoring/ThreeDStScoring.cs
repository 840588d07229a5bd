using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks;

/// <summary>Scores scans by how badly the student of their category imitates its teacher: a map on the scan's own
/// pixels and one score for the scan, the largest of the map.</summary>
/// <remarks>Pixels that were not chosen take the harmonic interpolation of those that were; points of a scan without a
/// grid take the score of the nearest chosen point. Runs without libtorch.</remarks>
[Block("scoring.3d-st", UsesDevice = true,
    Summary = "Score scans with the 3D-ST student of their category.")]
public sealed class ThreeDStScoring() : ApplyBlock3D<ModelSet, ScanGraph, ScoredScan>(new NoOptions())
{
    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ModelSet side, ScanGraph input, BlockContext context)
    {
        StudentEntry entry = side.For<StudentEntry>(context);
        if (entry.Sampling != input.Method)
            throw context.Reject(RejectReason.NoModel, $"the model was trained on points chosen as '{entry.Sampling}', "
                + $"these were chosen as '{input.Method}'; use the same options for both");
        float[] scores = RunDevice.Compute(context, scope =>
        {
            float[] found = entry.Model.Score(input.Graph, context.Run.KernelThreads, scope, context.Stop);
            return input.Scan.Grid is { } grid
                ? entry.Model.Spread(grid, input.Indices, found, context.Run.KernelThreads, scope, context.Stop)
                : OfNearest(input.Scan, input.Indices, found, scope, context);
        });
        return new(new ScoredScan(input.Scan, scores.Max(), scores) { TrainingHash = entry.TrainingHash });
    }

    private static float[] OfNearest(Scan scan, int[] indices, float[] found, DeviceScope? scope,
        BlockContext context)
    {
        var scores = new float[scan.Cloud.Count];
        if (indices.Length == scores.Length)
        {
            for (int i = 0; i < indices.Length; i++)
                scores[indices[i]] = found[i];
            return scores;
        }
        int[] nearest = OnDevice.Nearest(scope, OnDevice.Select(scope, scan.Cloud, indices, context.Stop), scan.Cloud,
            1, context.Run.KernelThreads, context.Stop).Index;
        return Array.ConvertAll(nearest, i => found[i]);
    }
}
