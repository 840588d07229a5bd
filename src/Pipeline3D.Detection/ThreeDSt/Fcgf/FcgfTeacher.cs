using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Fcgf;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>FCGF as the teacher: every point takes the descriptor of its voxel.</summary>
internal sealed class FcgfTeacher(FcgfModel model) : ITeacher, IDisposable
{
    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly DeviceLane _lane = new("cpu", Environment.ProcessorCount);
    private readonly FlatTensors _tensors = FcgfNetwork.Layout(model.Shape).Hold(model.Weights);

    public int Outputs => model.Shape.Outputs;

    public void Describe(
        PointGraph graph, double scale, int threads, Action<DescriptorRows> read, CancellationToken stop)
    {
        SparseVoxels voxels = SparseVoxels.Of(graph.Points, model.Voxel * scale, model.Shape.FirstKernel);
        float[] found = _lane.Run(_ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            return Tensors.ToFloats(FcgfNetwork.Run(model.Shape, _tensors, voxels));
        }, stop);
        using var values = new NativeFloats((long)graph.Count * Outputs);
        for (int i = 0; i < graph.Count; i++)
            found.AsSpan(voxels.VoxelOf[i] * Outputs, Outputs).CopyTo(values.Span((long)i * Outputs, Outputs));
        read(new DescriptorRows(values, Outputs, Outputs));
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _lane.Dispose();
    }
}
