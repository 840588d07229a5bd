using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Networks.Dino;

/// <summary>A vision transformer that was pretrained by DINO, frozen: features of the patches of a picture.</summary>
/// <remarks>Source: Caron et al. 2021, arXiv:2104.14294; the published ViT-B/8 is <c>dino_vitbase8_pretrain.pth</c> of
/// Facebook and <c>vit_base_patch8_224.dino</c> of timm, which have the same names. Nothing in a file is executed. Safe
/// for concurrent use.</remarks>
public sealed class DinoModel : IDisposable
{
    private const double Epsilon = 1e-6;
    private const int HeadWidth = 64;
    private const string HeadsKey = "dino.heads";
    private static readonly string[] Prefixes = ["module.", "backbone.", "teacher.", "model.", "state_dict."];
    private readonly Dictionary<string, Tensor> _tensors;

    private DinoModel(Dictionary<string, Tensor> tensors, DinoShape shape, string filePath, string sha256)
    {
        (_tensors, Shape, FilePath, Sha256) = (tensors, shape, filePath, sha256);
        foreach (Tensor tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
    }

    /// <summary>Mean of the channels red, green and blue, of 1.</summary>
    public static ReadOnlySpan<float> Mean => [.485f, .456f, .406f];

    /// <summary>Standard deviation of the channels, of 1.</summary>
    public static ReadOnlySpan<float> Deviation => [.229f, .224f, .225f];

    /// <summary>The tower's sizes.</summary>
    public DinoShape Shape { get; }

    /// <summary>The file, or how the weights came.</summary>
    public string FilePath { get; }

    /// <summary>Hash of the file; of the weights where there is none. Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Loads a tower.</summary>
    /// <param name="path">A published file, or safetensors under the same names; a head is left out.</param>
    /// <exception cref="WeightFormatException">It is no such tower, not whole, damaged or hostile; every name that does
    /// not fit is told.</exception>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    public static DinoModel Load(string path)
    {
        TorchRuntime.Require();
        using WeightFile file = WeightFile.Open(path);
        var given = new Dictionary<string, WeightEntry>(StringComparer.Ordinal);
        foreach (WeightEntry entry in file.Entries)
        {
            string name = entry.Name;
            while (Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
                name = name[prefix.Length..];
            if (!name.StartsWith("head.", StringComparison.Ordinal) && !given.TryAdd(name, entry))
                throw file.Error($"{entry.Name} and {given[name].Name} are one tensor, {name}; save one network alone");
        }
        DinoShape shape = ShapeOf(file, given);
        using DisposeScope scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((string name, long[] sizes) in shape.Tensors())
        {
            float[] numbers = file.ReadFloats(given[name].Name);
            if (Array.FindIndex(numbers, number => !float.IsFinite(number)) is var at and >= 0)
                throw file.Error($"{given[name].Name} is {numbers[at]} at {at}, and networks need finite numbers");
            tensors.Add(name, Tensors.From(numbers, sizes));
        }
        using FileStream bytes = File.OpenRead(path);
        return new DinoModel(tensors, shape, path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>A tower as before any training: a control, and for tests.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="seed">Seed of the draws: normal, of deviation 0.02; norms are 1 and biases 0.</param>
    public static DinoModel Random(DinoShape shape, int seed)
    {
        TorchRuntime.Require();
        using DisposeScope scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new SplitMix64(seed, 0);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((string name, long[] sizes) in shape.Tensors())
        {
            var numbers = new float[sizes.Aggregate(1L, (product, size) => checked(product * size))];
            bool isNorm = name.Contains("norm", StringComparison.Ordinal),
                isBias = name.EndsWith(".bias", StringComparison.Ordinal);
            foreach (ref float number in numbers.AsSpan())
                number = isBias ? 0 : isNorm ? 1 : (float)(0.02 * random.NextNormal());
            hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan()));
            tensors.Add(name, Tensors.From(numbers, sizes));
        }
        return new DinoModel(tensors, shape, string.Create(CultureInfo.InvariantCulture,
            $"random weights (seed {seed})"), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Features of the patches of a picture: the last block's tokens through the last norm, without the class
    /// token.</summary>
    /// <param name="rgb">Shape [side, side, 3], channels side by side; the side is <see cref="DinoShape.Image"/>.
    /// </param>
    /// <param name="stop">Ends the work between blocks.</param>
    /// <returns>Shape [patches, width], row by row.</returns>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public FeatureMatrix Patches(ReadOnlySpan<byte> rgb, CancellationToken stop = default)
    {
        int side = Shape.Image, pixels = side * side;
        if (rgb.Length != 3 * pixels)
            throw new ArgumentException($"{rgb.Length} bytes are no picture of {side} x {side} in colour", nameof(rgb));
        var input = new float[3 * pixels];
        for (int channel = 0; channel < 3; channel++)
            for (int i = 0; i < pixels; i++)
                input[(channel * pixels) + i] = ((rgb[(3 * i) + channel] / 255f) - Mean[channel]) / Deviation[channel];
        float[] tokens = Tokens(input, stop);
        return Array.FindIndex(tokens, number => !float.IsFinite(number)) is var at and >= 0
            ? throw new NotFiniteNumberException($"the network of {FilePath} gave {tokens[at]} at {at}")
            : new FeatureMatrix(Shape.Grid * Shape.Grid, Shape.Width, tokens);
    }

    /// <summary>Writes the tower as safetensors under the published names.</summary>
    public void Save(Stream stream) => SafetensorsWriter.Write(stream, [.. _tensors.OrderBy(item => item.Key,
        StringComparer.Ordinal).Select(item => (item.Key, item.Value.shape,
        (ReadOnlyMemory<float>)Tensors.ToFloats(item.Value)))], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HeadsKey] = Shape.Heads.ToString(CultureInfo.InvariantCulture),
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    private static DinoShape ShapeOf(WeightFile file, Dictionary<string, WeightEntry> given)
    {
        int layers = given.Keys.Where(name => name.StartsWith("blocks.", StringComparison.Ordinal))
            .Select(name => name.Split('.')[1]).Distinct(StringComparer.Ordinal).Count();
        if (layers == 0 || !given.ContainsKey("patch_embed.proj.weight"))
            throw file.Error("it holds no vision transformer (patch_embed.proj.weight, blocks.0. ...); the published "
                + "file is dino_vitbase8_pretrain.pth of https://github.com/facebookresearch/dino");
        int width = Size("patch_embed.proj.weight", 0), patch = Size("patch_embed.proj.weight", 2);
        int grid = (int)Math.Round(Math.Sqrt(Size("pos_embed", 1) - 1)),
            heads = file.Metadata.TryGetValue(HeadsKey, out string? text) ? int.TryParse(text, NumberStyles.None,
                CultureInfo.InvariantCulture, out int number) ? number : throw file.Error($"its header says '{text}' "
                + $"of {HeadsKey}, a whole number is needed") : Math.Max(1, width / HeadWidth);
        if (heads < 1 || width % heads != 0)
            throw file.Error($"{heads} heads do not divide a width of {width}");
        var shape = new DinoShape { Width = width, Heads = heads, Layers = layers, Patch = patch,
            Image = checked(grid * patch) };
        LoadReport.Compare(shape.Tensors(), given.Select(item => (item.Key, item.Value.Shape.ToArray())))
            .Require(file.FilePath);
        return shape;

        // What is missing or too short is told with all other names; any size will do till then.
        int Size(string name, int axis) => given.TryGetValue(name, out WeightEntry? entry) && entry.Shape.Length > axis
            && entry.Shape[axis] is >= 2 and <= 1 << 20 ? (int)entry.Shape[axis] : 2;
    }

    private float[] Tokens(float[] picture, CancellationToken stop)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor patches = functional.conv2d(Tensors.From(picture, 1, 3, Shape.Image, Shape.Image),
            _tensors["patch_embed.proj.weight"], _tensors["patch_embed.proj.bias"],
            strides: [Shape.Patch, Shape.Patch]).flatten(2).transpose(1, 2);
        Tensor stream = cat([_tensors["cls_token"], patches], 1).add_(_tensors["pos_embed"], HeldScalars.One);
        for (int block = 0; block < Shape.Layers; block++)
        {
            stop.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            string prefix = $"blocks.{block}.";
            stream.add_(Attend(Norm(stream, $"{prefix}norm1"), prefix), HeldScalars.One);
            Tensor hidden = functional.gelu(Dense(Norm(stream, $"{prefix}norm2"), $"{prefix}mlp.fc1"));
            stream.add_(Dense(hidden, $"{prefix}mlp.fc2"), HeldScalars.One);
        }
        return Tensors.ToFloats(Norm(stream, "norm").narrow(1, 1, Shape.Grid * Shape.Grid));
    }

    private Tensor Attend(Tensor tokens, string prefix)
    {
        long count = tokens.shape[1];
        Tensor[] parts = Dense(tokens, $"{prefix}attn.qkv").view(1, count, 3, Shape.Heads, Shape.Width / Shape.Heads)
            .permute(2, 0, 3, 1, 4).unbind(0);
        Tensor mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return Dense(mixed.transpose(1, 2).reshape(1, count, Shape.Width), $"{prefix}attn.proj");
    }

    private Tensor Dense(Tensor rows, string name)
        => functional.linear(rows, _tensors[$"{name}.weight"], _tensors[$"{name}.bias"]);

    private Tensor Norm(Tensor rows, string name) => functional.layer_norm(rows, [Shape.Width],
        _tensors[$"{name}.weight"], _tensors[$"{name}.bias"], Epsilon);
}
