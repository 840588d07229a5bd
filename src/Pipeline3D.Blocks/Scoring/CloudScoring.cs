using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks;

/// <summary>Scores whole clouds with the cloud model of their category: one score per point, and one for the
/// cloud.</summary>
/// <remarks>Points without a reading take the lowest score of the scan.</remarks>
[Block("scoring.cloud", UsesDevice = true,
    Summary = "Score whole clouds with the cloud model of their category.")]
public sealed class CloudScoring()
    : ApplyBlock3D<ModelSet, Scan, ScoredScan>(new NoOptions()), ICacheable<Scan, ScoredScan>
{
    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ModelSet side, Scan input, BlockContext context)
    {
        CloudModel model = side.For<CloudModel>(context);
        (int[] indices, CloudScores found) = RunDevice.Compute(context, scope =>
        {
            (PointCloud points, int[] valid) = Clouds.Valid(input, context, scope);
            return (valid, model.Score(points, context.Run.KernelThreads, scope, context.Stop));
        });
        var scores = new float[input.Cloud.Count];
        Array.Fill(scores, found.PointScores.Min());
        for (int i = 0; i < indices.Length; i++)
            scores[indices[i]] = found.PointScores[i];
        return new(new ScoredScan(input, found.ObjectScore, scores) { TrainingHash = model.TrainingHash });
    }

    /// <inheritdoc/>
    public void SaveOutput(ScoredScan output, Stream stream) => ScoredScanFile.Save(output, stream);

    /// <inheritdoc/>
    public ScoredScan LoadOutput(Scan input, Stream stream)
        => ScoredScanFile.Load(input, stream);
}
