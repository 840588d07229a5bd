using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Fcgf;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>FCGF's training as a loop sees it: one scan a step, by two views of it.</summary>
internal sealed class FcgfTask : ITrainingTask
{
    private readonly BackwardGuard _guard = new();
    private readonly FcgfOptions _options;
    private readonly FcgfShape _shape;
    private readonly FlatLayout _layout;
    private readonly DeviceLane _lane;
    private readonly IReadOnlyList<PointGraph> _train, _validation;

    public FcgfTask(FcgfOptions options, DeviceLane lane, IReadOnlyList<PointGraph> train,
        IReadOnlyList<PointGraph> validation)
    {
        (_options, _shape, _lane, _train, _validation) = (options, options.Shape, lane, train, validation);
        _layout = FcgfNetwork.Layout(_shape);
        float[] weights = FcgfNetwork.Start(_shape, options.Seed ?? 0);
        Parts = [new TrainedPart("network", weights, new AdamState(weights.Length))];
    }

    public int TrainItems => _train.Count;

    public int ValidationItems => _validation.Count;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        ScanViews views = Views(_train[batch[0]], new SplitMix64((_options.Seed ?? 0) ^ ((long)epoch << 32), batch[0]));
        return views.Pairs.Count < 2 ? 0 : _lane.Run(_ => Step(views), stop);
    }

    public double Validate(int item, CancellationToken stop)
    {
        // The same views every epoch, so that epochs can be compared.
        ScanViews views = Views(_validation[item], new SplitMix64(_options.Seed ?? 0, -1L - item));
        return views.Pairs.Count < 2 ? 0 : _lane.Run(_ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            return (double)Loss(_layout.Open(Parts[0].Weights, learns: false), views).item<float>();
        }, stop);
    }

    private double Step(ScanViews views)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] weights = Parts[0].Weights, gradient = new float[weights.Length];
        FlatTensors tensors = _layout.Open(weights, learns: true);
        Tensor loss = Loss(tensors, views);
        tensors.Differentiate(_guard, loss, gradient);
        Parts[0].Adam.Step(weights, gradient, _options.LearningRate, _options.WeightDecay);
        tensors.KeepRunning(weights);
        return loss.item<float>();
    }

    private Tensor Loss(FlatTensors tensors, ScanViews views)
    {
        Tensor left = FcgfNetwork.Run(_shape, tensors, views.Left),
            right = FcgfNetwork.Run(_shape, tensors, views.Right);
        return HardestContrast.Loss(Rows(left, pair => pair.Left), Rows(right, pair => pair.Right), views.IsNear);

        Tensor Rows(Tensor all, Func<(int Left, int Right), int> of)
        {
            long[] rows = [.. views.Pairs.Select(pair => (long)of(pair))];
            return all.index_select(0, Tensors.From(rows, rows.Length));
        }
    }

    // In mean distances of neighbours, so that voxels are as large in any scan.
    private ScanViews Views(PointGraph graph, SplitMix64 random)
    {
        float inverse = (float)DescriptorNetwork.InverseOf(graph.MeanDistance());
        var points = new PointCloud(graph.Count);
        for (int i = 0; i < graph.Count; i++)
            points[i] = inverse * graph.Points[i];
        return ScanViews.Of(points, _options, ref random);
    }
}
