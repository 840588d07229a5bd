using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Fcgf;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>FCGF's training: a step looks at two views of a scan.</summary>
internal sealed class FcgfTask(FcgfOptions options, GraphSplit graphs, DeviceLane lane)
    : GraphTask<ScanViews>(options, FcgfNetwork.Layout(options.Shape), FcgfNetwork.Start(options.Shape,
        options.Seed ?? 0), graphs, lane)
{
    private readonly FcgfShape _shape = options.Shape;

    // In mean distances of neighbours, so that voxels are as large in any scan.
    protected override ScanViews Draw(PointGraph graph, SplitMix64 random, CancellationToken stop)
    {
        float inverse = DescriptorNetwork.InverseOf(graph.MeanDistance());
        var points = new PointCloud(graph.Count);
        for (int i = 0; i < graph.Count; i++)
            points[i] = inverse * graph.Points[i];
        return ScanViews.Of(points, options, ref random);
    }

    protected override Tensor Loss(FlatTensors tensors, ScanViews drawn)
    {
        Tensor left = FcgfNetwork.Run(_shape, tensors, drawn.Left),
            right = FcgfNetwork.Run(_shape, tensors, drawn.Right);
        return HardestContrast.Loss(Rows(left, pair => pair.Left), Rows(right, pair => pair.Right), drawn.IsNear);

        Tensor Rows(Tensor all, Func<(int Left, int Right), int> of)
        {
            long[] rows = [.. drawn.Pairs.Select(pair => (long)of(pair))];
            return all.index_select(0, Tensors.From(rows, rows.Length));
        }
    }
}
