using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>From patches to scores.</summary>
internal static class ThreeDzAlScoring
{
    /// <summary>What is 1 in a patch of a scan.</summary>
    /// <param name="options">Whether that is the class's or the scan's.</param>
    /// <param name="ofClass">The mean radius of the training scans' patches.</param>
    public static Func<CellPatches, double> RadiusRule(ThreeDzAlOptions options, double ofClass)
        => options.PatchScale == PatchScale.Class ? _ => ofClass : grid => grid.Radius;

    /// <summary>Learnt features of all cells, 0 for those without points; shape [cells, length].</summary>
    public static FeatureMatrix Learnt(FrozenEncoder encoder, ThreeDzAlSample sample, ThreeDzAlOptions options,
        double radius, int threads, CancellationToken stop) => Learnt(encoder, sample.Grid.Patches(
            RadiusRule(options, radius)(sample.Grid)), sample, options, threads, stop);

    /// <summary>Given and learnt features side by side.</summary>
    /// <param name="crafted">Shape [n, d].</param>
    /// <param name="learnt">Shape [n, e].</param>
    /// <param name="scale">What learnt ones are multiplied by.</param>
    public static FeatureMatrix Join(FeatureMatrix crafted, FeatureMatrix learnt, double scale)
    {
        var both = new FeatureMatrix(crafted.Rows, crafted.Columns + learnt.Columns);
        for (int row = 0; row < both.Rows; row++)
        {
            crafted.Row(row).CopyTo(both.Row(row));
            Span<float> rest = both.Row(row)[crafted.Columns..];
            for (int i = 0; i < rest.Length; i++)
                rest[i] = (float)(scale * learnt.Row(row)[i]);
        }
        return both;
    }

    /// <summary>Scores a scan.</summary>
    /// <exception cref="ItemRejectedException">Its coordinates lead to numbers that are not finite.</exception>
    public static Scores Score(ThreeDzAlModel model, ThreeDzAlSample sample, ThreeDzAlOptions options,
        MethodContext context)
    {
        float[] patches = sample.Grid.Patches(RadiusRule(options, model.Radius)(sample.Grid));
        FeatureMatrix learnt = Learnt(model.Encoder, patches, sample, options, context.Threads, context.Stop);
        float[] judged = options.Judges ? model.Classifier.Run(patches, options.PatchPoints,
            options.Perturb ? options.Epsilon : 0, context.Threads, context.Stop).Probabilities : [];
        SameWeights.Require(sample.WeightsHash, model.WeightsHash, context);
        FeatureMatrix all = Join(sample.Given, learnt, model.FeatureScale);
        if (all.Values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
            || judged.AsSpan().ContainsAnyExceptInRange(0f, 1f))
            throw context.Reject(RejectReason.NotANumber, "the networks give no finite numbers for its patches: are "
                + "its coordinates of the scale of the scans that were learnt from?");
        BankScores scores = model.Bank.Score(all, context.Threads, context.Scope, context.Stop);
        double near = options.DistanceWeight / model.DistanceScale;
        float[] cells = Array.ConvertAll(scores.Distances, distance => (float)(near * distance));
        for (int i = 0; i < judged.Length; i++)
            cells[sample.Grid.Cells[i]] += (float)(options.ClassifierWeight * judged[i]);
        float whole = options.Whole == WholeScore.Largest ? cells.Max()
            : (float)((near * scores.SampleScore) + (options.ClassifierWeight * judged.DefaultIfEmpty().Max()));
        int size = options.GridSize;
        var map = new float[size * size];
        GridResize.Bilinear(cells, options.PatchGrid, options.PatchGrid, map, size, size);
        GaussianBlur.Apply(map, size, size, options.BlurSigma, map);
        return new Scores(whole, new ScoreMap(size, size, map).ToScan(sample.Features.Padding).Scores);
    }

    private static FeatureMatrix Learnt(FrozenEncoder encoder, float[] patches, ThreeDzAlSample sample,
        ThreeDzAlOptions options, int threads, CancellationToken stop)
    {
        float[] rows = encoder.Run(patches, options.PatchPoints, threads, stop);
        int length = rows.Length / sample.Grid.Cells.Length;
        var all = new FeatureMatrix(sample.Features.Patches.Rows, length);
        for (int i = 0; i < sample.Grid.Cells.Length; i++)
            rows.AsSpan(i * length, length).CopyTo(all.Row(sample.Grid.Cells[i]));
        return all;
    }
}
