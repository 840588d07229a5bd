using Pipeline3D.TestSupport;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Descriptors;

namespace Pipeline3D.Kernels.Tests.Expectations;

/// <summary>What <see cref="NetworkOp"/> does on every device; the formula is written out in double here, the twin's
/// own tests hold it against the fused kernels.</summary>
public sealed class NetworkExpectations(TestDevice device) : DeviceExpectations(device)
{
    private const float Slope = 0.2f;

    [Theory]
    [InlineData(8, 2, 5, true, 1), InlineData(16, 3, 16, true, 2), InlineData(12, 1, 0, false, 3)]
    [InlineData(4, 2, 3, false, 4)]
    public void Describe_SmallNetworks_DescriptorsOfTheFormula(
        int width, int blocks, int outputs, bool isRelative, int seed)
    {
        NetworkGraph graph = Graph(90, 6, seed);
        NetworkPlan plan = Plan(width, blocks, outputs, isRelative, seed);
        float[] found = NetworkOp.Describe(Scope, graph, 0.3, plan);
        double[] expected = Formula(graph, 0.3, plan);
        double largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-4 * largest,
                $"seed {seed}: value {i}: {found[i]} for {expected[i]}");
    }

    [Theory, InlineData(true), InlineData(false)]
    public void SquaredDistances_TeacherThereOrGiven_DistancesInTheWantedOrder(bool isThere)
    {
        NetworkGraph graph = Graph(60, 4, 5);
        NetworkPlan student = Plan(8, 2, 5, true, 6), teacher = Plan(8, 1, 5, true, 7);
        double[] mean = [0.1, 0, -0.2, 0.3, 0], inverse = [1, 2, 0.5, 3, 1];
        double[] own = Formula(graph, 0.3, student), other = Formula(graph, 0.3, teacher);
        float[] found = isThere
            ? NetworkOp.SquaredDistances(Scope, graph, 0.3, student, teacher, mean, inverse)
            : NetworkOp.SquaredDistances(Scope, graph, 0.3, student, Array.ConvertAll(other, value => (float)value),
                mean, inverse);
        double[] expected = [.. Enumerable.Range(0, 60).Select(i => Enumerable.Range(0, 5).Sum(c =>
            Math.Pow(own[(5 * i) + c] - ((other[(5 * i) + c] - mean[c]) * inverse[c]), 2)))];
        for (int i = 0; i < 60; i++)
            Assert.True(Math.Abs(expected[i] - found[graph.Order[i]]) <= 1e-4 * expected.Max(),
                $"point {i}: {found[graph.Order[i]]} for {expected[i]}");
    }

    [Fact]
    public void Describe_SameGraphAndNetworkAgain_NothingIsCopiedAgain()
    {
        NetworkGraph graph = Graph(40, 3, 8);
        NetworkPlan plan = Plan(8, 1, 0, true, 9);
        int models = Device.Models.Residents;
        float[] first = NetworkOp.Describe(Scope, graph, 1, plan);
        (int clouds, int networks, int blocks) = (Scope.Residents, Device.Models.Residents, Device.RentedBlocks);
        Assert.Equal(first, NetworkOp.Describe(Scope, graph, 1, plan));
        Assert.Equal((4, models + 1), (clouds, networks));
        Assert.Equal((clouds, networks, blocks), (Scope.Residents, Device.Models.Residents, Device.RentedBlocks));
    }

    [Fact]
    public void Describe_WrongArguments_Refused()
    {
        NetworkGraph graph = Graph(20, 3, 1);
        NetworkPlan plan = Plan(8, 1, 5, true, 1);
        void Describe(NetworkGraph lists, NetworkPlan network, double scale = 1)
            => NetworkOp.Describe(Scope, lists, scale, network);
        Assert.Throws<ArgumentOutOfRangeException>(() => Describe(graph, plan, 0));
        Assert.Throws<ArgumentException>(() => Describe(graph with { Index = [1] }, plan));
        Assert.Throws<ArgumentException>(() => Describe(graph with { Order = [0] }, plan));
        int[] beyond = [.. graph.Index];
        beyond[7] = 20;
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => Describe(graph with { Index = beyond }, plan));
        Assert.Contains("neighbour 7 is 20", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Describe(graph, plan with { Weights = [1, 2] }));
        Assert.Throws<ArgumentException>(() => Describe(graph, plan with { Blocks = [] }));
        Assert.Throws<ArgumentException>(() => Describe(graph, plan with { Head = [new(2, 9, 0, 0)] }));
        Assert.Throws<ArgumentException>(() =>
            NetworkOp.SquaredDistances(Scope, graph, 1, plan, Plan(8, 1, 4, true, 1), new double[5], new double[5]));
    }

    private static NetworkGraph Graph(int count, int k, int seed)
    {
        PointCloud cloud = TestClouds.Of("surface", count, seed);
        NearestNeighbours near = new KdTree(cloud).Nearest(k);
        return new NetworkGraph(cloud, [.. Enumerable.Range(0, count).Select(i => ((7 * i) + 3) % count)], k,
            near.Index, near.Distance);
    }

    private static NetworkPlan Plan(int width, int blocks, int outputs, bool isRelative, int seed)
    {
        int end = 0, narrow = width / 4;
        PlannedLayer Next(int rows, int columns)
        {
            var layer = new PlannedLayer(rows, columns, end, end + (rows * columns));
            end += rows * (columns + 1);
            return layer;
        }

        PlannedBlock[] made = [.. Enumerable.Range(0, blocks).Select(_ => new PlannedBlock(Next(narrow, width),
            Next(narrow, 4), Next(2 * narrow, 4), Next(width, width), Next(width, width)))];
        PlannedLayer[] head = outputs == 0 ? [] : [Next(width, width), Next(outputs, width)];
        var random = new Random(seed);
        return new NetworkPlan([.. Enumerable.Range(0, end).Select(_ => random.NextSingle() - 0.5f)], [.. made],
            [.. head], Slope, isRelative);
    }

    private static double[] Formula(NetworkGraph graph, double scale, NetworkPlan plan)
    {
        int count = graph.Points.Count, width = plan.Blocks[0].Expand.Outputs;
        var input = new double[count * width];
        foreach (PlannedBlock block in plan.Blocks)
        {
            double[] first = Aggregated(graph, scale, plan, block.First, Dense(plan, block.Reduce, input, Slope));
            double[] second = Aggregated(graph, scale, plan, block.Second, first);
            input = [.. Dense(plan, block.Expand, second, Slope).Zip(Dense(plan, block.Shortcut, input, Slope),
                (left, right) => left + right)];
        }
        for (int i = 0; i < plan.Head.Length; i++)
            input = Dense(plan, plan.Head[i], input, i == plan.Head.Length - 1 ? 1 : Slope);
        return input;
    }

    private static double[] Dense(NetworkPlan plan, PlannedLayer layer, double[] rows, double slope)
        => [.. Enumerable.Range(0, rows.Length / layer.Inputs).SelectMany(row => Enumerable.Range(0, layer.Outputs)
            .Select(output => Leaky(plan.Weights[layer.BiasStart + output] + Enumerable.Range(0, layer.Inputs).Sum(
                i => rows[(row * layer.Inputs) + i] * plan.Weights[layer.WeightStart + (output * layer.Inputs) + i]),
                slope)))];

    private static double[] Aggregated(
        NetworkGraph graph, double scale, NetworkPlan plan, PlannedLayer layer, double[] feature)
    {
        int count = graph.Points.Count, k = graph.PerPoint, width = layer.Outputs;
        var output = new double[count * 2 * width];
        for (int point = 0; point < count; point++)
        {
            for (int j = 0; j < k; j++)
            {
                int at = graph.Index[(point * k) + j];
                Vector3d place = Vector3d.Of(graph.Points, at),
                    seen = plan.IsRelative ? Vector3d.Of(graph.Points, point) - place : place;
                double[] geometry = [seen.X / scale, seen.Y / scale, seen.Z / scale,
                    graph.Distance[(point * k) + j] / scale];
                double[] row = Dense(plan, layer, geometry, Slope);
                for (int c = 0; c < width; c++)
                {
                    output[(2 * point * width) + c] += row[c] / k;
                    output[(2 * point * width) + width + c] += feature[(at * width) + c] / k;
                }
            }
        }
        return output;
    }

    private static double Leaky(double value, double slope) => value > 0 ? value : slope * value;
}
