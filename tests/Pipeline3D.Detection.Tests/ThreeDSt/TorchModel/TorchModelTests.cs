using System.Runtime.InteropServices;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.TestSupport;
using TorchSharp;

namespace Pipeline3D.Detection.Tests.ThreeDSt.TorchModel;

/// <summary>The torch form of the network against the fused one; networks that others trained.</summary>
/// <remarks>Live tensors belong to the process, so that nothing else may make or free some meanwhile.</remarks>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class TorchModelTests
{
    private const string Alone = "live tensors";

    [Theory, InlineData(64), InlineData(32), InlineData(12)]
    public void Module_SameWeights_EqualsTheFusedNetworkForwardBackwardAndAfterAdam(int width)
    {
        RequireTorch();
        Case problem = Case.Random(300, 6, NetworkShape.Standard(width, 2), seed: 21);
        var input = new GraphInput(problem.Graph, problem.Scale, new BackwardGuard());
        using var module = new DescriptorModule(problem.Layout.Shape);
        Assert.Equal(problem.Layout.Tensors().Select(tensor => tensor.Name),
            module.named_parameters().Select(parameter => parameter.name));
        using (torch.no_grad())
            foreach ((string name, _, _, int start) in problem.Layout.Tensors())
                problem.Weights.AsSpan(start, (int)Parameter(module, name).numel())
                    .CopyTo(MemoryMarshal.Cast<byte, float>(Parameter(module, name).bytes));

        using DisposeScope scope = torch.NewDisposeScope();
        using var optimizer = torch.optim.Adam(module.parameters(), 1e-3, weight_decay: 1e-5);
        torch.Tensor output = module.call(input);
        float[] weights = [.. problem.Weights];
        using var fused = new TrainableNetwork(problem.Layout, weights, NetworkKernels.For(problem.Layout.Shape));
        DescriptorRows rows = fused.Forward(problem.Graph, problem.Scale, 2, CancellationToken.None).Rows(width);
        float[] found = output.detach().data<float>().ToArray();
        var expected = new double[found.Length];
        for (int i = 0; i < problem.Graph.Count; i++)
            for (int c = 0; c < width; c++)
                (expected[(i * width) + c], rows[i][c]) = (rows[i][c], 2 * rows[i][c] / problem.Graph.Count);
        FusedNetworkTests.AssertClose(expected, found, 1e-5, "outputs");

        torch.Tensor loss = (output * output).sum() / (double)problem.Graph.Count;
        input.Guard.Backward(loss);
        fused.Backward(problem.Graph, problem.Scale, 2, CancellationToken.None);
        Compare(name => Parameter(module, name).grad!.data<float>().ToArray(), fused.Gradient, "gradient");
        optimizer.step();
        new AdamState(weights.Length).Step(weights, fused.Gradient, 1e-3, 1e-5);
        Compare(name => Parameter(module, name).detach().data<float>().ToArray(), weights, "after Adam");

        void Compare(Func<string, float[]> theirs, float[] ours, string what)
        {
            float[] joined = [.. problem.Layout.Tensors().SelectMany(tensor => theirs(tensor.Name))];
            FusedNetworkTests.AssertClose(Array.ConvertAll(ours, value => (double)value), joined, 1e-4, what);
        }
    }

    [Fact]
    public void Module_ThousandSteps_LeavesNoTensorBehind()
    {
        RequireTorch();
        Case problem = Case.Random(40, 3, NetworkShape.Standard(8, 1), seed: 2);
        var input = new GraphInput(problem.Graph, problem.Scale, new BackwardGuard());
        using var module = new DescriptorModule(problem.Layout.Shape);
        Step();
        // What other tests left is freed by the collector, and must not be while tensors are counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = TorchRuntime.LiveTensors;
        for (int i = 0; i < 200; i++)
            Step();
        Assert.InRange(TorchRuntime.LiveTensors - before, 0, 40);

        void Step()
        {
            using DisposeScope scope = torch.NewDisposeScope();
            input.Guard.Backward((module.call(input) * module.call(input)).sum());
            module.zero_grad();
        }
    }

    [Theory]
    [InlineData("weights/3dst_teacher_test_pretrain1.pt")]
    [InlineData("weights/3dst_teacher_test_pretrain1.npz")]
    [InlineData("weights/3dst_student_test_student1.pt")]
    public void Read_WeightsOfOthers_RunInOurNetworkAsInTheNaiveForm(string file)
    {
        using DescriptorNetwork network = NetworkWeights.Read(SharedFiles.Data(file));
        Assert.Equal(new NetworkShape { Width = 64, Blocks = 4, HeadOutputs = 0 }, network.Shape);
        Assert.Equal(38_400, network.Weights.Length);

        Case problem = Case.Random(120, 8, network.Shape, seed: 9);
        double[][] expected = NaiveNetwork.Run(network.Layout,
            Array.ConvertAll(network.Weights.ToArray(), weight => (double)weight), problem.Xyz, problem.Index, 8,
            problem.Scale);
        FusedNetworkTests.AssertClose([.. expected.SelectMany(row => row)],
            network.Describe(problem.Graph, problem.Scale), 1e-5, file);
    }

    [Fact]
    public void Read_PtAndNpzOfOneTeacher_SameWeights()
    {
        using DescriptorNetwork zip = NetworkWeights.Read(SharedFiles.Data("weights/3dst_teacher_test_pretrain1.pt")),
            npz = NetworkWeights.Read(SharedFiles.Data("weights/3dst_teacher_test_pretrain1.npz"));
        Assert.Equal(zip.Weights.ToArray(), npz.Weights.ToArray());
    }

    [Fact]
    public void Read_NoNetwork_SaysWhatTheFileHas()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["broken.pt"], "PK\u0003\u0004 but no more");
        Assert.Throws<ModelFormatException>(() => NetworkWeights.Read(folder["broken.pt"]));
    }

    private static torch.Tensor Parameter(DescriptorModule module, string name)
        => module.named_parameters().Single(parameter => parameter.name == name).parameter;

    private static void RequireTorch()
    {
        // Found and not loading is a failure, not a reason to skip.
        Assert.SkipWhen(TorchRuntime.WhyUnavailable.Contains(" is in none of ", StringComparison.Ordinal),
            TorchRuntime.WhyUnavailable);
        TorchRuntime.Require();
    }
}
