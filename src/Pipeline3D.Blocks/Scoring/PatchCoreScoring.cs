using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Scores scans by their distance to the memory bank of their category: a score map on the scan's own pixels,
/// and one score for the scan.</summary>
[Block("scoring.patchcore", UsesDevice = true,
    Summary = "Score scans against the PatchCore memory bank of their category.")]
public sealed class PatchCoreScoring()
    : ApplyBlock3D<ModelSet, ScanFeatures, ScoredScan>(new NoOptions()), ICacheable<ScanFeatures, ScoredScan>
{
    /// <inheritdoc/>
    public override ValueTask<ScoredScan> ApplyAsync(ModelSet side, ScanFeatures input, BlockContext context)
    {
        PatchModel model = side.For<PatchModel>(context);
        if (model.FeatureMethod != input.Method)
            throw context.Reject(RejectReason.NoModel,
                $"the model was learnt on features made as '{model.FeatureMethod}', "
                + $"these were made as '{input.Method}'; use the same feature options for both");
        PatchCoreScores scores = RunDevice.Compute(context, scope =>
            model.Model.Score(input.Patches, context.Run.KernelThreads, scope, context.Stop));
        return new(new ScoredScan(input.Scan, scores.ImageScore, scores.Map.ToScan(input.Padding).Scores)
        {
            TrainingHash = model.TrainingHash,
        });
    }

    /// <inheritdoc/>
    public void SaveOutput(ScoredScan output, Stream stream) => ScoredScanFile.Save(output, stream);

    /// <inheritdoc/>
    public ScoredScan LoadOutput(ScanFeatures input, Stream stream)
        => ScoredScanFile.Load(input.Scan, stream);
}
