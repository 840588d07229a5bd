using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.PointMae;

/// <summary>The Point-MAE networks that are open, so that all blocks of a program share one copy of each, and the one
/// lane that networks on points run in.</summary>
/// <remarks>A program offers one to the methods it makes; a method that is offered none makes its own. Safe for
/// concurrent use. A network is loaded when it is first asked for and stays until the shelf is disposed.</remarks>
public sealed class PointMaeShelf : IDisposable
{
    /// <summary>Name that asks for the published network.</summary>
    public const string Published = "point-mae";

    /// <summary>Before a file's name: weights of its sizes, drawn at random, as a control.</summary>
    public const string RandomPrefix = "random:";

    private const string PublishedFile = "pretrain.pth";
    private readonly OpenNetworks<string, PointMaeModel> _open = new(Load);
    private readonly FileHashes _hashes = new(Find);
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <summary>Whoever runs a network enters it.</summary>
    internal DeviceLane Lane => _lane.Value;

    /// <summary>A network.</summary>
    /// <param name="weights">A file, <c>point-mae</c> for the published one, or <c>random:</c> and one of
    /// these.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message says which would
    /// do.</exception>
    internal PointMaeModel Open(string weights)
        => _open.Open(weights);

    /// <summary>Fails where the file is not there.</summary>
    /// <exception cref="FileNotFoundException">It says which would do, and where it was looked for.</exception>
    internal static void Check(string weights) => Find(NameOf(weights));

    /// <summary>SHA-256 of the file of weights, by which outputs made with another file under the same name are told
    /// apart; empty when none is named or there.</summary>
    internal string FilesKey(string weights) => weights.Length == 0 ? "" : _hashes.Of(NameOf(weights));

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Dispose();
        if (_lane.IsValueCreated)
            _lane.Value.Dispose();
    }

    private static PointMaeModel Load(string weights)
    {
        PointMaeModel model = PointMaeModel.Load(Find(NameOf(weights)));
        if (NameOf(weights) == weights)
            return model;
        // A control has the shape of a real network and nothing of what it learnt.
        using (model)
            return PointMaeModel.Random(model.Shape, seed: 0);
    }

    private static string NameOf(string weights) => weights.StartsWith(RandomPrefix, StringComparison.Ordinal)
        ? weights[RandomPrefix.Length..] : weights;

    private static string Find(string weights)
    {
        if (File.Exists(weights))
            return weights;
        if (weights != Published)
            throw new FileNotFoundException($"there is no file {weights} of weights of Point-MAE; give one that "
                + $"fit.point-mae wrote, or {Published} for the published network");
        string[] names = [$"{Published}.safetensors", $"{Published}.pth", PublishedFile];
        return WeightPlaces.Find(names) ?? throw new FileNotFoundException($"no weights of Point-MAE in "
                + $"{string.Join(", ", WeightPlaces.Folders)}: none of {string.Join(", ", names)}. "
                + $"Nothing is downloaded: put {PublishedFile} of the release of "
                + "https://github.com/Pang-Yatian/Point-MAE there (the network pretrained on ShapeNet, not one that "
                + $"was tuned to classify), or into the folder that {WeightPlaces.Variable} names");
    }
}
