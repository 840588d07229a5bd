using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.ResNet;

/// <summary>Weights of a residual network as numbers, to be run by a <see cref="ResNetModel"/> or to be learnt
/// on.</summary>
/// <remarks>Reads files of torchvision and timm: a zip of PyTorch, or safetensors under the same names. The classifier
/// and counters of batches are left out. Nothing in a file is executed.</remarks>
public sealed class ResNetWeights
{
    private const string MeanName = "mean_image", ChannelsKey = "resnet.channels", Blue = "bgr";
    private static readonly string[] Prefixes = ["module.", "backbone.", "encoder.", "model.", "state_dict."];
    private readonly float[] _numbers;

    internal ResNetWeights(ResNetShape shape, float[] numbers, ResNetInput input, string filePath, string sha256)
    {
        (Shape, _numbers, Input, FilePath, Sha256) = (shape, numbers, input, filePath, sha256);
        Layout = ResNetLayout.Of(shape);
    }

    /// <summary>The network's sizes.</summary>
    public ResNetShape Shape { get; }

    /// <summary>Where each tensor lies.</summary>
    public FlatLayout Layout { get; }

    /// <summary>All numbers, by <see cref="Layout"/>.</summary>
    public ReadOnlySpan<float> Numbers => _numbers;

    /// <summary>How pictures become numbers.</summary>
    public ResNetInput Input { get; }

    /// <summary>The file, or how the weights came.</summary>
    public string FilePath { get; }

    /// <summary>Hash of the file; of the weights where there is none. Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Whether a file holds a residual network, by its names.</summary>
    public static bool IsIn(WeightFile file) => file.Entries.Any(entry => Bare(entry.Name) == "layer1.0.conv1.weight");

    /// <summary>Reads a file.</summary>
    /// <param name="path">A published file, or one that <see cref="Save"/> wrote.</param>
    /// <param name="stages">Most stages to keep, 1 or more; what comes after them is not read.</param>
    /// <exception cref="WeightFormatException">It is no such network, not whole, damaged or hostile; every name that
    /// does not fit is told.</exception>
    public static ResNetWeights Load(string path, int stages = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        using WeightFile file = WeightFile.Open(path);
        var given = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (WeightEntry entry in file.Entries)
        {
            string name = Bare(entry.Name);
            if (!IsLeftOut(name, stages) && !given.TryAdd(name, entry))
                throw file.Error($"{entry.Name} and {given[name].Name} are one tensor, {name}; save one network alone");
        }
        ResNetInput input = InputOf(file, given);
        ResNetShape shape = ResNetShape.Of(name => given.GetValueOrDefault(name)?.Shape.ToArray()) ?? throw file.Error(
            "it holds no residual network (conv1.weight, layer1.0.conv1.weight ...); the published files are those of "
            + "torchvision, for example resnet18-f37072fd.pth or wide_resnet50_2-95faca4d.pth");
        if (shape.Input != 3)
            throw file.Error($"its first convolution takes {shape.Input} channels, pictures in colour have 3");
        FlatLayout layout;
        try
        {
            layout = ResNetLayout.Of(shape);
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw file.Error($"its sizes make no residual network: {cause.Message}");
        }
        LoadReport.Compare(layout.Parts.Select(part => (part.Name, part.Shape.ToArray())),
            given.Select(item => (item.Key, item.Value.Shape.ToArray()))).Require(path);
        var numbers = new float[layout.Count];
        foreach (FlatPart part in layout.Parts)
            FlatFiles.Read(file, given[part.Name].Name, part.Of(numbers.AsSpan()));
        using FileStream bytes = File.OpenRead(path);
        return new ResNetWeights(shape, numbers, input, path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Weights as before any training: a control, and for tests.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="seed">Seed of <see cref="ResNetDraws"/>.</param>
    public static ResNetWeights Random(ResNetShape shape, int seed)
    {
        float[] numbers = ResNetDraws.Draw(ResNetLayout.Of(shape), seed);
        return new ResNetWeights(shape, numbers, ResNetInput.ImageNet, string.Create(CultureInfo.InvariantCulture,
            $"random weights (seed {seed})"), Convert.ToHexStringLower(SHA256.HashData(
                MemoryMarshal.AsBytes(numbers.AsSpan()))));
    }

    /// <summary>Writes the network as safetensors under torchvision's names, with what pictures need.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type">Float32, or Float16, to which numbers are rounded.</param>
    public void Save(Stream stream, WeightType type = WeightType.Float32)
    {
        var tensors = Layout.Parts.Select(part => (part.Name, part.Shape.ToArray())).ToList();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Input.HasMeanPicture)
        {
            tensors.Add((MeanName, Input.MeanShape));
            metadata[ChannelsKey] = Blue;
        }
        SafetensorsWriter.Write(stream, tensors, name => name == MeanName ? Input.MeanPicture
            : _numbers.AsMemory(Layout[name].Start, Layout[name].Count), type, metadata);
    }

    private static string Bare(string name)
    {
        while (Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
            name = name[prefix.Length..];
        return name;
    }

    private static bool IsLeftOut(string name, int stages) => name.StartsWith("fc.", StringComparison.Ordinal)
        || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
        || (name.StartsWith("layer", StringComparison.Ordinal) && name.IndexOf('.', StringComparison.Ordinal) is var dot
            and > 5 && int.TryParse(name.AsSpan(5, dot - 5), NumberStyles.None, CultureInfo.InvariantCulture,
                out int stage) && stage > stages);

    private static ResNetInput InputOf(WeightFile file, Dictionary<string, WeightEntry> given)
    {
        if (!given.Remove(MeanName, out WeightEntry? entry))
            return ResNetInput.ImageNet;
        if (entry.Shape is not [3, >= 1 and <= 1 << 14, >= 1 and <= 1 << 14])
            throw file.Error($"{MeanName} is [{string.Join(", ", entry.Shape)}], a mean picture is [3, height, width]");
        if (!file.Metadata.TryGetValue(ChannelsKey, out string? channels) || channels != Blue)
            throw file.Error($"it holds a {MeanName}, and its header says '{channels}' of {ChannelsKey}; only {Blue} "
                + "is known");
        var mean = new float[entry.Count];
        FlatFiles.Read(file, entry.Name, mean);
        return ResNetInput.LessMeanPicture(mean, (int)entry.Shape[1], (int)entry.Shape[2]);
    }
}
