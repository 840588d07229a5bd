using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.VariationModel;

/// <summary>Mean and deviation of every cell of a category.</summary>
public sealed class CellVariation<TSample> where TSample : class
{
    private const string MeanName = "mean", DeviationName = "deviation";
    private readonly CellFrame<TSample> _frame;
    private readonly float[] _mean, _deviation;

    internal CellVariation(CellFrame<TSample> frame, float[] mean, float[] deviation)
        => (_frame, _mean, _deviation) = (frame, mean, deviation);

    /// <summary>Deviations from the mean; what lies in no cell scores as an occupied cell that never was one.</summary>
    internal Scores Score(TSample sample, double epsilon, Scan scan, MethodContext context)
    {
        var cells = new float[_frame.Count];
        _frame.Fill(sample, 0, cells);
        return _frame.Spread(sample, CellStatistics.Score(cells, _mean, _deviation, epsilon),
            CellStatistics.Score(1, CellFrame<TSample>.Empty, 0, epsilon), scan, context);
    }

    internal void Save(ArtifactWriter file)
    {
        _frame.Save(file);
        long[] shape = [.. _frame.Extent.Select(side => (long)side)];
        file.Add(MeanName, _mean, shape);
        file.Add(DeviationName, _deviation, shape);
    }

    internal static CellVariation<TSample> Load(ArtifactReader file, CellFrame<TSample> frame)
    {
        long[] shape = [.. frame.Extent.Select(side => (long)side)];
        return new CellVariation<TSample>(frame, file.Floats(MeanName, shape), file.Floats(DeviationName, shape));
    }
}
