using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>A descriptor network that is resident on a device, and its forward pass over one cloud.</summary>
internal sealed class DeviceNetwork
{
    private readonly NetworkPlan _plan;
    private readonly ArrayView<float> _weights;

    private DeviceNetwork(NetworkPlan plan, ArrayView<float> weights) => (_plan, _weights) = (plan, weights);

    /// <summary>The network as it is there, or copied now; it stays for the items that follow.</summary>
    public static DeviceNetwork Of(DeviceLane lane, NetworkPlan plan)
        => lane.Device.Models.Resident(plan, lane, on =>
        {
            plan.Check();
            ArrayView<float> weights = DeviceScope.Keep<float>(on, plan.Weights.Length);
            on.Upload<float>(Transposed(plan), weights);
            return new DeviceNetwork(plan, weights);
        });

    /// <summary>Queues a forward pass. Launches: six a block at most, and one per layer of the head.</summary>
    /// <returns>Shape [n, outputs], until the program ends.</returns>
    public ArrayView<float> Forward(DeviceLane lane, DeviceGraph graph, float inverseScale)
    {
        int count = (int)graph.Points.X.Length, width = _plan.Blocks[0].Expand.Outputs;
        int narrow = _plan.Blocks[0].Reduce.Outputs;
        ArrayView<float> reduced = lane.Rent<float>((long)count * narrow);
        ArrayView<float> first = lane.Rent<float>(2L * count * narrow), second = lane.Rent<float>(4L * count * narrow);
        ArrayView<float> input = lane.Rent<float>((long)count * width), output = lane.Rent<float>((long)count * width);
        for (int i = 0; i < _plan.Blocks.Length; i++)
        {
            PlannedBlock block = _plan.Blocks[i];
            // The first block's input is zero: nothing is to be multiplied.
            Dense(lane, block.Reduce, input, reduced, _plan.Slope, isZero: i == 0);
            Aggregate(lane, block.First, graph, reduced, first, inverseScale);
            Aggregate(lane, block.Second, graph, first, second, inverseScale);
            Dense(lane, block.Expand, second, output, _plan.Slope);
            Dense(lane, block.Shortcut, input, output, _plan.Slope, isZero: i == 0, adds: true);
            (input, output) = (output, input);
        }
        for (int i = 0; i < (_plan.Head.IsDefault ? 0 : _plan.Head.Length); i++)
        {
            PlannedLayer layer = _plan.Head[i];
            ArrayView<float> made = lane.Rent<float>((long)count * layer.Outputs);
            Dense(lane, layer, input, made, i == _plan.Head.Length - 1 ? 1 : _plan.Slope);
            input = made;
        }
        return input;
    }

    private void Dense(DeviceLane lane, PlannedLayer layer, ArrayView<float> input, ArrayView<float> output,
        float slope, bool isZero = false, bool adds = false)
        => lane.Launch(NetworkDense.Run, checked((int)output.Length), new NetworkDense
        {
            Input = input,
            Weight = WeightOf(layer),
            Bias = _weights.SubView(layer.BiasStart, layer.Outputs),
            Output = output,
            Inputs = isZero ? 0 : layer.Inputs,
            Outputs = layer.Outputs,
            Slope = slope,
            Adds = adds ? 1 : 0,
        });

    private void Aggregate(DeviceLane lane, PlannedLayer layer, DeviceGraph graph, ArrayView<float> feature,
        ArrayView<float> output, float inverseScale)
        => lane.Launch(NetworkAggregation.Run, checked((int)feature.Length), new NetworkAggregation
        {
            Graph = graph,
            Weight = WeightOf(layer),
            Bias = _weights.SubView(layer.BiasStart, layer.Outputs),
            Feature = feature,
            Output = output,
            Width = layer.Outputs,
            Inverse = inverseScale,
            Slope = _plan.Slope,
            IsRelative = _plan.IsRelative ? 1 : 0,
        });

    private ArrayView<float> WeightOf(PlannedLayer layer)
        => _weights.SubView(layer.WeightStart, layer.Outputs * layer.Inputs);

    private static float[] Transposed(NetworkPlan plan)
    {
        float[] turned = [.. plan.Weights];
        foreach (PlannedLayer layer in plan.Layers)
            for (int output = 0; output < layer.Outputs; output++)
                for (int input = 0; input < layer.Inputs; input++)
                    turned[layer.WeightStart + (input * layer.Outputs) + output] =
                        plan.Weights[layer.WeightStart + (output * layer.Inputs) + input];
        return turned;
    }
}
