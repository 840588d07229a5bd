using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Pictures;

/// <summary>The EfficientNets that are open, up to the block whose features AST looks at, so that all blocks of a
/// program share one copy of each, and the one lane that they run in.</summary>
/// <remarks>A program offers one to the methods it makes; a method that is offered none makes its own. Safe for
/// concurrent use. A network is loaded when it is first asked for and stays until the shelf is disposed.</remarks>
public sealed class EfficientNetShelf : IDisposable
{
    /// <summary>Channels of EfficientNet-B5's block.</summary>
    internal const int Channels = 304;

    // The last block of the sixth of seven stages, counted from 0, as efficientnet_pytorch counts.
    private const int Block = 35;
    private const string Name = "efficientnet-b5";
    private static readonly string[] Files = [$"{Name}.safetensors", $"{Name}.pth", $"{Name}-b6417697.pth"];
    private readonly OpenNetworks<string, EfficientNetModel> _open = new(asked
        => new EfficientNetModel(Read(asked)));
    private readonly FileHashes _hashes = new(Find);
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <summary>Whoever runs a network enters it.</summary>
    internal DeviceLane Lane => _lane.Value;

    /// <summary>What the last block of a network's last stage but one gives of a picture.</summary>
    /// <param name="weights">A file; <c>efficientnet-b5</c>, whose file is looked for; or <c>random:</c> and one of
    /// these.</param>
    /// <param name="rgb">Shape [size, size, 3].</param>
    /// <param name="size">Side of the picture, pixels; a multiple of 32.</param>
    /// <returns>Shape [channels, size / 32, size / 32].</returns>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message says which would
    /// do.</exception>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    /// <exception cref="InvalidOperationException">The network makes maps of another size.</exception>
    internal float[] Features(string weights, byte[] rgb, int size)
    {
        EfficientNetModel model = Open(weights);
        int side = size / EfficientNetShape.Stride, channels = model.Shape.Stages[^1].Channels;
        float[] features = model.Features(rgb, size, model.Shape.Blocks - 1);
        return features.Length == channels * side * side ? features : throw new InvalidOperationException(
            $"the network of {model.FilePath} gives {features.Length} numbers of a picture of {size} pixels, "
            + $"[{channels}, {side}, {side}] are needed: an EfficientNet of six stages or more, four of which halve "
            + "maps");
    }

    /// <summary>Fails where the file is not there.</summary>
    /// <exception cref="FileNotFoundException">It says which would do, and where it was looked for.</exception>
    internal static void Check(string weights)
    {
        if (!IsDrawnByName(weights))
            Find(NameOf(weights));
    }

    /// <summary>SHA-256 of the file of weights; empty when there is none.</summary>
    internal string FilesKey(string weights)
        => weights.Length == 0 || IsDrawnByName(weights) ? "" : _hashes.Of(NameOf(weights));

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Dispose();
        if (_lane.IsValueCreated)
            _lane.Value.Dispose();
    }

    private EfficientNetModel Open(string weights)
        => _open.Open(weights);

    private static EfficientNetWeights Read(string weights)
    {
        string name = NameOf(weights);
        if (name == weights)
            return EfficientNetWeights.Load(Find(name), Block + 1);
        EfficientNetShape shape = IsDrawnByName(weights) ? EfficientNetShape.B5
            : EfficientNetWeights.Load(Find(name)).Shape;
        return EfficientNetWeights.Random(shape.Keep(Math.Min(Block + 1, shape.Blocks)), seed: 0);
    }

    private static bool IsDrawnByName(string weights) => weights == ResNetShelf.RandomPrefix + Name;

    private static string NameOf(string weights)
        => weights.StartsWith(ResNetShelf.RandomPrefix, StringComparison.Ordinal)
            ? weights[ResNetShelf.RandomPrefix.Length..] : weights;

    private static string Find(string weights)
    {
        if (File.Exists(weights))
            return weights;
        if (weights != Name)
            throw new FileNotFoundException($"there is no file {weights} of weights of an EfficientNet; give one, or "
                + $"{Name}, whose file is looked for; or {ResNetShelf.RandomPrefix}{Name} for a control that learnt "
                + "nothing");
        return WeightPlaces.Find(Files) ?? throw new FileNotFoundException($"no weights of {Name} in "
            + $"{string.Join(", ", WeightPlaces.Folders)}: none of {string.Join(", ", Files)}. Nothing is downloaded: "
            + $"put {Files[^1]}, which the package efficientnet_pytorch publishes, there, or into the folder that "
            + $"{WeightPlaces.Variable} names");
    }
}
