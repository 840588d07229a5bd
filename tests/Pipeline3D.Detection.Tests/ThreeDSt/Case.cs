using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>A random surface with a random network, and a linear loss to take gradients of.</summary>
internal sealed record Case(float[] Xyz, int[] Index, int K, NetworkLayout Layout, float[] Weights, double Scale)
{
    public PointGraph Graph { get; } = PointGraph.Of(PointCloud.FromInterleaved(Xyz), K, Index);

    public double[] DoubleWeights { get; } = Array.ConvertAll(Weights, weight => (double)weight);

    public static Case Random(int n, int k, NetworkShape shape, int seed)
    {
        PointCloud cloud = Surface(n, seed);
        NearestNeighbours found = new KdTree(cloud).Nearest(k);
        var layout = new NetworkLayout(shape);
        return new Case(cloud.ToInterleaved(), found.Index, k, layout, TrainableNetwork.RandomWeights(layout, seed),
            found.Distance.Average());
    }

    /// <summary>Points of a wavy sheet.</summary>
    public static PointCloud Surface(int n, int seed)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(n);
        for (int i = 0; i < n; i++)
        {
            float x = random.NextSingle(), y = random.NextSingle();
            cloud[i] = new(x, y, 0.1f * MathF.Sin(7 * x) * MathF.Cos(5 * y));
        }
        return cloud;
    }

    /// <summary>Descriptors in the order of the cloud, and the gradient of <see cref="NaiveLoss"/>.</summary>
    public (float[] Output, float[] Gradient) Gradient(INetworkKernels kernels, int threads)
    {
        using var network = new TrainableNetwork(Layout, Weights, kernels);
        int outputs = Layout.Shape.Outputs;
        DescriptorRows rows = network.Forward(Graph, Scale, threads, CancellationToken.None).Rows(outputs);
        var output = new float[Graph.Count * outputs];
        for (int i = 0; i < Graph.Count; i++)
        {
            rows[i].CopyTo(output.AsSpan(Graph.Order[i] * outputs));
            for (int c = 0; c < outputs; c++)
                rows[i][c] = Upstream(Graph.Order[i], c);
        }
        network.Backward(Graph, Scale, threads, CancellationToken.None);
        return (output, network.Gradient);
    }

    /// <summary>A fixed linear function of all descriptors.</summary>
    public double NaiveLoss(double[] weights)
        => NaiveNetwork.Run(Layout, weights, Xyz, Index, K, Scale)
            .Select((row, i) => row.Select((value, c) => value * Upstream(i, c)).Sum()).Sum();

    private static float Upstream(int point, int channel) => MathF.Sin((3.7f * point) + (1.3f * channel));
}
