using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PpfFoldNet;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>PPF-FoldNet's training: a step looks at some patches of a scan.</summary>
internal sealed class PpfFoldNetTask(PpfFoldNetOptions options, GraphSplit graphs, DeviceLane lane, int threads)
    : GraphTask<float[]>(options, PpfFoldNetNetwork.Layout(options.Shape), FlatDraws.AsPyTorch(
        PpfFoldNetNetwork.Layout(options.Shape), options.Seed ?? 0), graphs, lane)
{
    private readonly PpfFoldNetShape _shape = options.Shape;

    protected override float[] Draw(PointGraph graph, SplitMix64 random, CancellationToken stop)
    {
        int[] centres = [.. Enumerable.Range(0, graph.Count)];
        int count = Math.Min(options.Patches, centres.Length);
        random.Draw(centres.AsSpan(), count);
        return new PairPatches(graph.Points, graph.MeanDistance(), options.Reach, options.PatchPoints, threads, stop)
            .Around(centres[..count], threads, stop);
    }

    protected override Tensor Loss(FlatTensors tensors, float[] drawn)
    {
        Tensor given = Tensors.From(drawn, drawn.Length / (options.PatchPoints * PpfFoldNetNetwork.Features),
            options.PatchPoints, PpfFoldNetNetwork.Features);
        return PpfFoldNetNetwork.Loss(PpfFoldNetNetwork.Decode(_shape, tensors,
            PpfFoldNetNetwork.Encode(_shape, tensors, given)), given);
    }
}
