using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Pictures;

/// <summary>The residual networks that are open, so that all blocks of a program share one copy of each, and the one
/// lane that they run in.</summary>
/// <remarks>A program offers one to the methods it makes; a method that is offered none makes its own. Safe for
/// concurrent use. A network is loaded when it is first asked for and stays until the shelf is disposed.</remarks>
public sealed class ResNetShelf : IDisposable
{
    /// <summary>Before a name or a file: weights of its sizes, drawn at random, as a control.</summary>
    public const string RandomPrefix = "random:";

    private static readonly (string Name, ResNetShape Shape, string File)[] Known =
    [
        ("resnet18", ResNetShape.ResNet18, "resnet18-f37072fd.pth"),
        (CntkResNet.Name, ResNetShape.Cntk18, $"{CntkResNet.Name}.safetensors"),
        ("resnet50", ResNetShape.ResNet50, "resnet50-0676ba61.pth"),
        ("wide-resnet50-2", ResNetShape.WideResNet50, "wide_resnet50_2-95faca4d.pth"),
        ("resnext50-32x4d", ResNetShape.ResNeXt50, "resnext50_32x4d-7cdf4587.pth"),
    ];

    private readonly OpenNetworks<(string Weights, int Stages), ResNetModel> _open = new(asked
        => new ResNetModel(Read(asked.Weights, asked.Stages)));
    private readonly FileHashes _hashes = new(Find);
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <summary>Whoever runs a network enters it.</summary>
    internal DeviceLane Lane => _lane.Value;

    /// <summary>A network.</summary>
    /// <param name="weights">A file; the name of a published network, whose file is looked for; or <c>random:</c> and
    /// one of these.</param>
    /// <param name="stages">Most stages to keep.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message says which would
    /// do.</exception>
    internal ResNetModel Open(string weights, int stages)
        => _open.Open((weights, stages));

    /// <summary>Weights to learn on; not kept.</summary>
    /// <inheritdoc cref="Open"/>
    internal static ResNetWeights Read(string weights, int stages)
    {
        string name = NameOf(weights);
        if (name == weights)
            return ResNetWeights.Load(Find(name), stages);
        ResNetShape shape = IsDrawnByName(weights) ? Known.First(known => known.Name == name).Shape
            : ResNetWeights.Load(Find(name), stages).Shape;
        return ResNetWeights.Random(shape.Keep(Math.Min(stages, shape.Stages)), seed: 0);
    }

    /// <summary>Fails where the file is not there.</summary>
    /// <exception cref="FileNotFoundException">It says which would do, and where it was looked for.</exception>
    internal static void Check(string weights)
    {
        if (!IsDrawnByName(weights))
            Find(NameOf(weights));
    }

    /// <summary>SHA-256 of the file of weights, by which outputs made with another file under the same name are told
    /// apart; empty when there is none.</summary>
    internal string FilesKey(string weights)
        => weights.Length == 0 || IsDrawnByName(weights) ? "" : _hashes.Of(NameOf(weights));

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Dispose();
        if (_lane.IsValueCreated)
            _lane.Value.Dispose();
    }

    private static bool IsDrawnByName(string weights)
        => NameOf(weights) is var name && name.Length < weights.Length && Known.Any(known => known.Name == name);

    private static string NameOf(string weights) => weights.StartsWith(RandomPrefix, StringComparison.Ordinal)
        ? weights[RandomPrefix.Length..] : weights;

    private static string Find(string weights)
    {
        if (File.Exists(weights))
            return weights;
        (string name, _, string file) = Known.FirstOrDefault(known => known.Name == weights);
        if (name is null)
            throw new FileNotFoundException($"there is no file {weights} of weights of a residual network; give one, "
                + $"or one of {string.Join(", ", Known.Select(known => known.Name))}, whose file is looked for; or "
                + $"{RandomPrefix} before one of these, for a control that learnt nothing");
        string[] files = [.. new[] { $"{name}.safetensors", $"{name}.pth", file }.Distinct(StringComparer.Ordinal)];
        return WeightPlaces.Find(files) ?? throw new FileNotFoundException($"no weights of {name} in "
                + $"{string.Join(", ", WeightPlaces.Folders)}: none of {string.Join(", ", files)}. "
                + (name == CntkResNet.Name
                    ? "tools/setup --resnet fetches the package that holds it and puts it there"
                    : $"Nothing is downloaded: put {file} of https://download.pytorch.org/models/ there, or into the "
                        + $"folder that {WeightPlaces.Variable} names"));
    }
}
