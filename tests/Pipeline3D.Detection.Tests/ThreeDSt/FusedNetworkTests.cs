using System.Runtime.Intrinsics;
using System.Text.Json;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>The fused network against PyTorch's fixture, against the naive form, and against itself.</summary>
public sealed class FusedNetworkTests
{
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        // points, neighbours, width, blocks, head
        { 64, 4, 8, 1, 8 },
        { 67, 5, 16, 2, 0 },
        { 131, 8, 32, 2, 33 },
        { 70, 7, 12, 3, 12 },
        { 90, 6, 64, 1, 16 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Describe_AnyShape_EqualsTheNaiveForm(int n, int k, int width, int blocks, int head)
    {
        foreach (NeighbourEncoding encoding in Enum.GetValues<NeighbourEncoding>())
        {
            Case problem = Case.Random(n, k, new NetworkShape
            {
                Width = width, Blocks = blocks, HeadOutputs = head, Encoding = encoding,
            }, seed: n + k);
            double[][] expected = NaiveNetwork.Run(problem.Layout, problem.DoubleWeights, problem.Xyz, problem.Index, k,
                problem.Scale);
            foreach (INetworkKernels kernels in Kernels())
            {
                using var network = new DescriptorNetwork(problem.Layout, problem.Weights, kernels);
                float[] found = network.Describe(problem.Graph, problem.Scale, threads: 2);
                AssertClose(expected.SelectMany(row => row).ToArray(), found, 1e-5,
                    $"{encoding}, {kernels.Lanes} lanes");
            }
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Passes_AnyRegisterAndThreads_SameBits(int n, int k, int width, int blocks, int head)
    {
        Case problem = Case.Random(10 * n, k, new NetworkShape { Width = width, Blocks = blocks, HeadOutputs = head },
            seed: 3);
        (float[] Output, float[] Gradient)[] results =
        [
            .. Kernels().SelectMany(kernels => new[] { 1, 2, 5 }.Select(threads => problem.Gradient(kernels, threads))),
        ];
        Assert.All(results, result => Assert.Equal(results[0].Output, result.Output));
        Assert.All(results, result => Assert.Equal(results[0].Gradient, result.Gradient));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Backward_AnyShape_EqualsFiniteDifferencesOfTheNaiveForm(int n, int k, int width, int blocks, int head)
    {
        Case problem = Case.Random(n, k, new NetworkShape { Width = width, Blocks = blocks, HeadOutputs = head },
            seed: 5);
        (_, float[] gradient) = problem.Gradient(NetworkKernels.For(problem.Layout.Shape), threads: 2);
        double largest = gradient.Max(value => Math.Abs(value));
        var random = new Random(17);
        foreach (LayerSpec layer in problem.Layout.Layers)
        {
            for (int trial = 0; trial < 4; trial++)
            {
                int i = trial == 0 ? layer.BiasStart : random.Next(layer.WeightStart, layer.End);
                double step = 1e-6;
                double[] up = [.. problem.DoubleWeights], down = [.. problem.DoubleWeights];
                up[i] += step;
                down[i] -= step;
                double slope = (problem.NaiveLoss(up) - problem.NaiveLoss(down)) / (2 * step);
                Assert.True(Math.Abs(slope - gradient[i]) < (1e-4 * Math.Abs(slope)) + (2e-5 * largest),
                    $"weight {i} of {layer.Name}: {gradient[i]} instead of {slope} (seed 17)");
            }
        }
    }

    [Fact]
    public void Student_PyTorchFixture_OutputsLossGradientsAndAdamStepHold()
    {
        JsonElement facts = SharedFiles.OracleFacts("net");
        int k = facts.GetProperty("k").GetInt32();
        NetworkShape shape = NetworkShape.Standard(facts.GetProperty("d").GetInt32(),
            facts.GetProperty("blocks").GetInt32());
        var layout = new NetworkLayout(shape);
        Assert.Equal(facts.GetProperty("weight_layout").EnumerateArray().Select(entry => entry[0].GetString()),
            layout.Tensors().Select(tensor => tensor.Name));
        PointCloud cloud = PointCloud.FromInterleaved(SharedFiles.OracleArray("net_points.npy").To<float>());
        PointGraph graph = PointGraph.Of(cloud, k, SharedFiles.OracleArray("net_idx.npy").To<int>());
        double scale = graph.MeanDistance();
        Assert.Equal(facts.GetProperty("scale_s").GetDouble(), scale, 1e-7);
        foreach (INetworkKernels kernels in Kernels())
        {
            using var teacher = new DescriptorNetwork(layout, Weights("teacher"), kernels);
            AssertClose(Expected("net_teacher_out.npy"), teacher.Describe(graph, scale), 1e-5, "teacher");
            var statistics = new DescriptorStatistics(shape.Outputs);
            teacher.Run(graph, scale, 0, buffers => statistics.Add(buffers.Rows(shape.Outputs), graph.Count, 0,
                CancellationToken.None), CancellationToken.None);
            Whitening whitening = statistics.Complete();
            AssertClose(Facts("teacher_mu"), Array.ConvertAll(whitening.Mean, value => (float)value), 1e-5, "mu");
            AssertClose(Facts("teacher_sigma"), Array.ConvertAll(whitening.Deviation, value => (float)value), 1e-5,
                "sigma");
            float[] weights = Weights("student");
            using var student = new TrainableNetwork(layout, weights, kernels);
            var adam = new AdamState(layout.Count);
            double loss = new StudentStep(new NetworkTeacher(teacher), student, adam).Run(graph, scale, whitening,
                facts.GetProperty("lr").GetDouble(), facts.GetProperty("weight_decay").GetDouble(), 0,
                CancellationToken.None);
            Assert.Equal(facts.GetProperty("loss").GetDouble(), loss, 1e-5 * loss);
            AssertClose(Expected("net_student_grads.npy"), student.Gradient, 1e-5, "gradients");
            AssertClose(Expected("net_student_weights_after_adam.npy"), weights, 1e-5, "weights after Adam");
        }

        double[] Facts(string name)
            => [.. facts.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
        static float[] Weights(string name) => SharedFiles.OracleArray($"net_{name}_weights.npy").To<float>();
        static double[] Expected(string name) => SharedFiles.OracleArray(name).To<double>();
    }

    internal static IEnumerable<INetworkKernels> Kernels()
        => [NetworkKernels.Scalar, NetworkKernels.Lanes256, NetworkKernels.Lanes512];

    internal static void AssertClose(double[] expected, float[] found, double relative, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        double largest = expected.Max(Math.Abs), worst = 0;
        for (int i = 0; i < expected.Length; i++)
            worst = Math.Max(worst, Math.Abs(expected[i] - found[i]));
        Assert.True(worst <= relative * largest, $"{what}: off by {worst / largest:E2} of the largest value");
    }
}
