using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;
using Pipeline3D.Weights.Onnx;

namespace Pipeline3D.Networks.ResNet;

/// <summary>Reads the ImageNet ResNet-18 of CNTK, which comes as two ONNX files in the package
/// Microsoft.ML.DnnImageFeaturizer.ResNet18 (MIT): the network, and the mean picture that is taken off
/// before.</summary>
/// <remarks>It is no torchvision network: its last stage has a block more, and it takes blue, green, red of 0 to 255.
/// Convolutions and norms come in the order in which they run, a block's resizing before its first convolution; by that
/// they get torchvision's names.</remarks>
public static class CntkResNet
{
    /// <summary>Name of such a network where files are looked for.</summary>
    public const string Name = "resnet18-cntk";

    /// <summary>Path of the network in the package.</summary>
    public static string NetworkPath { get; } = Path.Combine("tools", "DnnImageModels", "ResNet18Onnx",
        "ResNet18.onnx");

    /// <summary>Path of the file with the mean picture in the package.</summary>
    public static string MeanPath { get; }
        = Path.Combine("tools", "DnnImageModels", "ResNetPrepOnnx", "ResNetPreprocess.onnx");

    /// <summary>Reads the published network.</summary>
    /// <param name="network">Its file in the package; the one with the mean picture lies in a folder beside its
    /// own.</param>
    /// <exception cref="IOException">A file is not there, or cannot be read.</exception>
    /// <exception cref="WeightFormatException">A file is no ONNX file, or no such network.</exception>
    public static ResNetWeights Read(string network)
    {
        string models = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(network))) ?? "";
        string mean = Path.Combine(models, Path.GetFileName(Path.GetDirectoryName(MeanPath)!),
            Path.GetFileName(MeanPath));
        return File.Exists(mean) ? Read(network, mean, ResNetShape.Cntk18) : throw new FileNotFoundException(
            $"there is no {mean}, which has the mean picture of {network}; both lie in the package "
            + "Microsoft.ML.DnnImageFeaturizer.ResNet18");
    }

    /// <summary>Reads a network of basic blocks.</summary>
    /// <param name="network">File of the network.</param>
    /// <param name="preparation">File with the mean picture.</param>
    /// <param name="shape">The network's sizes.</param>
    /// <exception cref="WeightFormatException">A file is no ONNX file, or no such network; the message says what does
    /// not fit.</exception>
    public static ResNetWeights Read(string network, string preparation, ResNetShape shape)
    {
        OnnxGraph graph = OnnxGraph.Read(network);
        FlatLayout layout = ResNetLayout.Of(shape);
        var weights = new float[layout.Count];
        OnnxNode[] convolutions = [.. graph.Nodes.Where(node => node.Kind == "Conv")];
        (string Convolution, string Norm)[] names = [.. Names(shape)];
        if (convolutions.Length != names.Length)
            throw graph.Error($"it has {convolutions.Length} convolutions, the network {names.Length}");
        for (int i = 0; i < names.Length; i++)
        {
            OnnxNode convolution = convolutions[i], norm = graph.Nodes.FirstOrDefault(node =>
                node.Kind == "BatchNormalization" && node.Inputs.Length == 5 && !convolution.Outputs.IsEmpty
                && node.Inputs[0] == convolution.Outputs[0])
                ?? throw graph.Error($"no norm follows convolution {i} ({names[i].Convolution})");
            if (convolution.Inputs.Length != 2)
                throw graph.Error($"convolution {i} ({names[i].Convolution}) takes {convolution.Inputs.Length} inputs, "
                    + "2 are known");
            Copy($"{names[i].Convolution}.weight", convolution.Inputs[1]);
            foreach ((string part, int input) in new[] { ("weight", 1), ("bias", 2), ("running_mean", 3),
                ("running_var", 4) })
                Copy($"{names[i].Norm}.{part}", norm.Inputs[input]);
        }
        return new ResNetWeights(shape, weights, MeanOf(preparation), network,
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(network))));

        void Copy(string name, string from)
        {
            FlatPart part = layout[name];
            if (!graph.Tensors.TryGetValue(from, out OnnxTensor? tensor)
                || !tensor.Shape.AsSpan().SequenceEqual(part.Shape.AsSpan()))
                throw graph.Error($"'{from}' should be {name} [{string.Join(", ", part.Shape)}] and is "
                    + (tensor is null ? "not there" : $"[{string.Join(", ", tensor.Shape)}]"));
            if (tensor.Numbers.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is var at and >= 0)
                throw graph.Error($"'{from}' is {tensor.Numbers.Span[at]} at {at}, and networks need finite numbers");
            tensor.Numbers.Span.CopyTo(part.Of(weights.AsSpan()));
        }
    }

    private static ResNetInput MeanOf(string path)
    {
        OnnxGraph graph = OnnxGraph.Read(path);
        OnnxTensor[] means = [.. graph.Tensors.Values.Where(tensor => tensor.Shape is [1, 3, > 1, > 1])];
        return means is [var mean]
            ? ResNetInput.LessMeanPicture(mean.Numbers.Span, (int)mean.Shape[2], (int)mean.Shape[3])
            : throw graph.Error($"it holds {means.Length} mean pictures [1, 3, height, width], one is needed");
    }

    private static IEnumerable<(string Convolution, string Norm)> Names(ResNetShape shape)
    {
        yield return ("conv1", "bn1");
        for (int stage = 1; stage <= shape.Stages; stage++)
            for (int block = 0; block < shape.Blocks[stage - 1]; block++)
            {
                string name = $"layer{stage}.{block}";
                if (shape.IsResized(stage, block))
                    yield return ($"{name}.downsample.0", $"{name}.downsample.1");
                yield return ($"{name}.conv1", $"{name}.bn1");
                yield return ($"{name}.conv2", $"{name}.bn2");
            }
    }
}
