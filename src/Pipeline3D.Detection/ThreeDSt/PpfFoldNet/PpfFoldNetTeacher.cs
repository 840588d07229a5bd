using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PpfFoldNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>PPF-FoldNet as the teacher: farthest points are described by their patches.</summary>
/// <remarks>As the paper of 3D-ST, which describes 1000 points of a cloud; every other point takes the means of its
/// three nearest described ones, weighted by the inverse of the squared distance (our choice).</remarks>
internal sealed class PpfFoldNetTeacher(PpfFoldNetModel model) : ITeacher, IDisposable
{
    private const int Described = 1000, Batch = 64;

    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly DeviceLane _lane = new("cpu", Environment.ProcessorCount);
    private readonly FlatTensors _tensors = PpfFoldNetNetwork.Layout(model.Shape).Hold(model.Weights);

    public int Outputs => model.Shape.Code;

    public void Describe(
        PointGraph graph, double scale, int threads, Action<DescriptorRows> read, CancellationToken stop)
    {
        int[] centres = graph.Count <= Described ? [.. Enumerable.Range(0, graph.Count)]
            : FarthestPoints.Select(graph.Points, Described, 0, stop).Index;
        var patches = new PairPatches(graph.Points, scale, model.Reach, model.PatchPoints, threads, stop);
        var codes = new FeatureMatrix(centres.Length, Outputs);
        for (int first = 0; first < centres.Length; first += Batch)
        {
            int[] some = centres[first..Math.Min(first + Batch, centres.Length)];
            float[] given = patches.Around(some, threads, stop);
            _lane.Run(_ => Encode(given, some.Length), stop).CopyTo(codes.Values.AsSpan(first * Outputs));
        }
        FeatureMatrix all = InverseDistance.Of(graph.Points.Select(centres), graph.Points, threads: threads, stop: stop)
            .Apply(codes, threads, stop);
        using var values = new NativeFloats(all.Values.Length);
        all.Values.CopyTo(values.Span(0, all.Values.Length));
        read(new DescriptorRows(values, Outputs, Outputs));
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _lane.Dispose();
    }

    private float[] Encode(float[] patches, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        return Tensors.ToFloats(PpfFoldNetNetwork.Encode(model.Shape, _tensors,
            Tensors.From(patches, count, model.PatchPoints, PpfFoldNetNetwork.Features)));
    }
}
