using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipeline3D.Networks.Training;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.EfficientNet;

/// <summary>Weights of an EfficientNet as numbers.</summary>
/// <remarks>Reads files of the package efficientnet_pytorch, and of timm's <c>tf_efficientnet_*</c>, whose names are
/// brought to those: a zip of PyTorch, or safetensors. Counters of batches are left out. Strides are not in such files:
/// stages are told apart by their widths and filters, and have the strides of the family. Nothing in a file is
/// executed.</remarks>
public sealed class EfficientNetWeights
{
    private readonly float[] _numbers;

    internal EfficientNetWeights(EfficientNetShape shape, float[] numbers, string filePath, string sha256)
    {
        (Shape, _numbers, FilePath, Sha256) = (shape, numbers, filePath, sha256);
        Layout = EfficientNetLayout.Of(shape);
    }

    /// <summary>The network's sizes.</summary>
    public EfficientNetShape Shape { get; }

    /// <summary>Where each tensor lies.</summary>
    public FlatLayout Layout { get; }

    /// <summary>All numbers, by <see cref="Layout"/>.</summary>
    public ReadOnlySpan<float> Numbers => _numbers;

    /// <summary>The file, or how the weights came.</summary>
    public string FilePath { get; }

    /// <summary>Hash of the file; of the weights where there is none. Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Whether a file holds an EfficientNet, by its names.</summary>
    public static bool IsIn(WeightFile file)
    {
        var names = new EfficientNetNames(file.Entries.Select(entry => entry.Name));
        return file.Entries.Any(entry => names.Of(entry.Name) == "_blocks.0._depthwise_conv.weight");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A published file, or one that <see cref="Save"/> wrote.</param>
    /// <param name="blocks">Most blocks to keep, 1 or more; 0 for all, with the classifier.</param>
    /// <exception cref="WeightFormatException">It is no such network, not whole, damaged or hostile; every name that
    /// does not fit is told.</exception>
    public static EfficientNetWeights Load(string path, int blocks = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blocks);
        using WeightFile file = WeightFile.Open(path);
        var names = new EfficientNetNames(file.Entries.Select(entry => entry.Name));
        var given = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (WeightEntry entry in file.Entries)
        {
            string name = names.Of(entry.Name);
            if (!name.EndsWith(".num_batches_tracked", StringComparison.Ordinal) && !given.TryAdd(name, entry))
                throw file.Error($"{entry.Name} and {given[name].Name} are one tensor, {name}; save one network alone");
        }
        (EfficientNetShape shape, FlatLayout layout) = ShapeOf(file, given);
        LoadReport.Compare(layout.Parts.Select(part => (part.Name, part.Shape.ToArray())),
            given.Select(item => (item.Key, item.Value.Shape.ToArray()))).Require(path);
        if (blocks > 0)
            layout = EfficientNetLayout.Of(shape = shape.Keep(Math.Min(blocks, shape.Blocks)));
        var numbers = new float[layout.Count];
        foreach (FlatPart part in layout.Parts)
            FlatFiles.Read(file, given[part.Name].Name, part.Of(numbers.AsSpan()));
        using FileStream bytes = File.OpenRead(path);
        return new EfficientNetWeights(shape, numbers, path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Weights as before any training: a control, and for tests.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="seed">Seed of <see cref="EfficientNetDraws"/>.</param>
    public static EfficientNetWeights Random(EfficientNetShape shape, int seed)
    {
        float[] numbers = EfficientNetDraws.Draw(EfficientNetLayout.Of(shape), seed);
        return new EfficientNetWeights(shape, numbers, string.Create(CultureInfo.InvariantCulture,
            $"random weights (seed {seed})"), Convert.ToHexStringLower(SHA256.HashData(
                MemoryMarshal.AsBytes(numbers.AsSpan()))));
    }

    /// <summary>Writes the network as safetensors under the names of efficientnet_pytorch.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type">Float32, or Float16, to which numbers are rounded.</param>
    public void Save(Stream stream, WeightType type = WeightType.Float32)
        => FlatFiles.Write(stream, Layout, _numbers, type);

    private static (EfficientNetShape Shape, FlatLayout Layout) ShapeOf(WeightFile file,
        Dictionary<string, WeightEntry> given)
    {
        try
        {
            EfficientNetShape shape = EfficientNetSizes.Of(name => given.GetValueOrDefault(name)?.Shape.ToArray())
                ?? throw file.Error("it holds no EfficientNet (_conv_stem.weight, _blocks.0._depthwise_conv.weight "
                    + "... of efficientnet_pytorch, or conv_stem.weight, blocks.0.0.conv_dw.weight ... of timm); the "
                    + "published file is efficientnet-b5-b6417697.pth");
            return (shape, EfficientNetLayout.Of(shape));
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw file.Error($"its sizes make no EfficientNet: {cause.Message}");
        }
    }
}
