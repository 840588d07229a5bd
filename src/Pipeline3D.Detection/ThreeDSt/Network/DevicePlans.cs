using Pipeline3D.Kernels.Descriptors;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>Says to a device what a descriptor network computes and on what.</summary>
internal static class DevicePlans
{
    /// <summary>The network; the weights are taken, not copied.</summary>
    public static NetworkPlan Of(NetworkLayout layout, float[] weights)
    {
        NetworkShape shape = layout.Shape;
        PlannedLayer At(LayerKind kind, int block)
        {
            LayerSpec spec = layout.Find(kind, block);
            return new PlannedLayer(spec.Outputs, spec.Inputs, spec.WeightStart, spec.BiasStart);
        }

        return new NetworkPlan(weights,
            [.. Enumerable.Range(0, shape.Blocks).Select(block => new PlannedBlock(At(LayerKind.Reduce, block),
                At(LayerKind.Lfa1, block), At(LayerKind.Lfa2, block), At(LayerKind.Expand, block),
                At(LayerKind.Shortcut, block)))],
            shape.HeadOutputs == 0 ? [] : [At(LayerKind.HeadHidden, shape.Blocks), At(LayerKind.HeadOut, shape.Blocks)],
            FusedForward.Slope, shape.Encoding == NeighbourEncoding.Relative);
    }

    /// <summary>The graph; its arrays are taken, not copied, so that they stay on the device for an item.</summary>
    public static NetworkGraph Of(PointGraph graph)
        => new(graph.Points, graph.Order, graph.K, graph.Index, graph.Distance);
}
