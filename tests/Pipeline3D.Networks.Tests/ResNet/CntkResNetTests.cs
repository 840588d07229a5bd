using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.ResNet;

public sealed class CntkResNetTests : IDisposable
{
    private const string Package = "microsoft.ml.dnnimagefeaturizer.resnet18";
    private static readonly ResNetShape Small = new() { Blocks = [1, 1], Widths = [2, 3], Stem = 2 };
    private readonly TempFolder _folder = new();

    public CntkResNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_PublishedPackage_GivesWhatOnnxRuntimeGivesOfIt()
    {
        string package = Path.Combine(Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"), Package, "0.23.1");
        string network = Path.Combine(package, CntkResNet.NetworkPath), mean = Path.Combine(package,
            CntkResNet.MeanPath);
        Assert.SkipUnless(File.Exists(network) && File.Exists(mean), $"there is no {network}: tools/setup --resnet");
        using var model = new ResNetModel(CntkResNet.Read(network, mean, ResNetShape.Cntk18));
        byte[] picture = Waves(224);
        var planes = new float[picture.Length];
        model.Input.Fill(picture, 224, 224, planes);
        // The stem and the four stages, as more outputs of the same graph.
        string[] names = ["Pooling255_Output_0", "ReLU283_Output_0", "ReLU315_Output_0", "ReLU347_Output_0",
            "ReLU393_Output_0"];
        using var session = new InferenceSession([.. File.ReadAllBytes(network), .. names.SelectMany(OnnxBytes.Output)]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("Input247", new DenseTensor<float>(planes,
            [1, 3, 224, 224]))], names);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor[] found = model.Run(Tensors.From(planes, 1, 3, 224, 224), [0, 1, 2, 3, 4]);
        foreach ((DisposableNamedOnnxValue wanted, Tensor tap) in results.Zip(found))
        {
            double worst = wanted.AsEnumerable<float>().Zip(Tensors.ToFloats(tap), (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst <= 5e-5, $"{wanted.Name} is off by {worst}");
        }
        // The package's own preparation takes planes of red, green and blue.
        using var preparation = new InferenceSession(mean);
        string input = preparation.InputMetadata.Keys.Single();
        float[] rgb = [.. Enumerable.Range(0, picture.Length).Select(i =>
            (float)picture[(3 * (i % (224 * 224))) + (i / (224 * 224))])];
        using var prepared = preparation.Run([NamedOnnxValue.CreateFromTensor(input, new DenseTensor<float>(rgb,
            [1, 3, 224, 224]))]);
        Assert.All(prepared[0].AsEnumerable<float>().Zip(planes), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Read_SmallNetwork_NamesTensorsByTheirOrder()
    {
        float[] numbers = ResNetNetworkTests.Uneven(ResNetLayout.Of(Small), 3);
        Write(numbers, _ => true);
        ResNetWeights read = CntkResNet.Read(_folder["net.onnx"], _folder["mean.onnx"], Small);
        Assert.Equal(numbers, read.Numbers);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], read.Input.MeanPicture.ToArray());
        using (FileStream file = File.Create(_folder["net.safetensors"]))
            read.Save(file);
        ResNetWeights again = ResNetWeights.Load(_folder["net.safetensors"]);
        Assert.Equal(numbers, again.Numbers);
        Assert.Equal(read.Input.MeanPicture.ToArray(), again.Input.MeanPicture.ToArray());
    }

    [Fact]
    public void Read_OtherNetwork_SaysWhatDoesNotFit()
    {
        float[] numbers = ResNetNetworkTests.Uneven(ResNetLayout.Of(Small), 3);
        Write(numbers, _ => true);
        Assert.Contains("6 convolutions, the network 4", Message(Small.Keep(1) with { Stem = 3 }),
            StringComparison.Ordinal);
        Assert.Contains("should be conv1.weight [3, 3, 7, 7] and is [2, 3, 7, 7]", Message(Small with { Stem = 3,
            Widths = [3, 3] }, Small.Blocks.Length), StringComparison.Ordinal);
        Write(numbers, name => name != "layer2.0.bn1.running_var");
        Assert.Contains("layer2.0.bn1.running_var", Message(Small), StringComparison.Ordinal);
        numbers[^1] = float.PositiveInfinity;
        Write(numbers, _ => true);
        Assert.Contains("finite", Message(Small), StringComparison.Ordinal);
    }

    private string Message(ResNetShape shape, int stages = 0)
    {
        Assert.True(stages <= shape.Stages);
        return Assert.Throws<WeightFormatException>(() => CntkResNet.Read(_folder["net.onnx"], _folder["mean.onnx"],
            shape)).Message;
    }

    // Tensors go by numbers in such files; what they are stands in the order of the nodes.
    private void Write(float[] numbers, Func<string, bool> has)
    {
        FlatLayout layout = ResNetLayout.Of(Small);
        var parts = new List<byte[]>();
        string[] layers = ["conv1|bn1", "layer1.0.conv1|layer1.0.bn1", "layer1.0.conv2|layer1.0.bn2",
            "layer2.0.downsample.0|layer2.0.downsample.1", "layer2.0.conv1|layer2.0.bn1", "layer2.0.conv2|layer2.0.bn2"];
        foreach (string[] pair in layers.Select(layer => layer.Split('|')))
        {
            string[] names = [$"{pair[0]}.weight", $"{pair[1]}.weight", $"{pair[1]}.bias", $"{pair[1]}.running_mean",
                $"{pair[1]}.running_var"];
            string[] ids = [.. names.Select(name => $"Parameter{layout[name].Start}")];
            foreach ((string name, string id) in names.Zip(ids))
                if (has(name))
                    parts.Add(OnnxBytes.Tensor(id, layout[name].Shape.ToArray(), layout[name].Of(
                        (ReadOnlySpan<float>)numbers).ToArray()));
            parts.Add(OnnxBytes.Node("Conv", ["x", ids[0]], $"{ids[0]}_out"));
            parts.Add(OnnxBytes.Node("BatchNormalization", [$"{ids[0]}_out", .. ids[1..]], $"{ids[1]}_out"));
        }
        File.WriteAllBytes(_folder["net.onnx"], OnnxBytes.Model([.. parts]));
        File.WriteAllBytes(_folder["mean.onnx"], OnnxBytes.Model(OnnxBytes.Tensor("MeanImage", [1, 3, 2, 2],
            [.. Enumerable.Range(1, 12).Select(i => (float)i)])));
    }

    // A picture with something in it: waves of another length in each channel.
    private static byte[] Waves(int side) => [.. Enumerable.Range(0, 3 * side * side).Select(i => (byte)(127.5 + (127 *
        Math.Sin((i / 3 % side / (7.0 + (5 * (i % 3)))) + (i / 3 / side / 11.0)))))];
}
