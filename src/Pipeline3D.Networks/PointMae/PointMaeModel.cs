using System.Globalization;
using System.Security.Cryptography;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointMae;

/// <summary>A Point-MAE network with frozen weights: features of groups of a cloud, and hidden groups
/// reconstructed.</summary>
/// <remarks>Source: Pang et al. 2022, arXiv:2203.06604. Read are the authors' files and safetensors; nothing in a file
/// is executed. Safe for concurrent use.</remarks>
public sealed class PointMaeModel : IDisposable
{
    /// <summary>Under which the header of a file says how many heads of attention there are.</summary>
    public const string HeadsKey = "point_mae.heads";
    private const int HeadWidth = 64;
    private const double PublishedDropPath = 0.1;
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly PointMaeNetwork _network;
    private readonly PointMaeTokens _tokens;

    private PointMaeModel(Dictionary<string, Tensor> tensors, PointMaeShape shape, string filePath, string sha256)
    {
        (_tensors, Shape, FilePath, Sha256) = (tensors, shape, filePath, sha256);
        foreach (Tensor tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        _network = new PointMaeNetwork(tensors, shape);
        _tokens = new PointMaeTokens(tensors, shape);
    }

    /// <summary>The network's sizes; without a decoder where the file has none.</summary>
    public PointMaeShape Shape { get; }

    /// <summary>The file, or how the weights came.</summary>
    public string FilePath { get; }

    /// <summary>Hash of the file; of the weights where there is none. Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="path">A file of the authors (names under <c>base_model</c>, with or without <c>module.</c>), or
    /// safetensors under the same names.</param>
    /// <param name="heads">Heads of attention; null: what the file says, else width / 64.</param>
    /// <exception cref="WeightFormatException">It is no such network, not whole, damaged or hostile; every name that
    /// does not fit is told.</exception>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    public static PointMaeModel Load(string path, int? heads = null)
    {
        TorchRuntime.Require();
        using WeightFile file = WeightFile.Open(path);
        Dictionary<string, WeightEntry> given = PointMaeNames.Of(file);
        PointMaeShape shape = PointMaeNames.Shape(file, given, heads ?? Heads(file));
        using DisposeScope scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (PointMaePart part in new PointMaeLayout(shape).Parts)
        {
            float[] numbers = file.ReadFloats(given[part.Name].Name);
            if (Array.FindIndex(numbers, number => !float.IsFinite(number)) is var at and >= 0)
                throw file.Error($"{given[part.Name].Name} is {numbers[at]} at {at}, and networks need finite numbers");
            tensors.Add(part.Name, Tensors.From(numbers, part.Shape));
        }
        using FileStream bytes = File.OpenRead(path);
        return new PointMaeModel(tensors, shape, path, Convert.ToHexStringLower(SHA256.HashData(bytes)));

        // Models that fits wrote have their facts below "model.".
        int? Heads(WeightFile of) => of.Metadata.TryGetValue(HeadsKey, out string? text)
            || of.Metadata.TryGetValue($"model.{HeadsKey}", out text)
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
                : throw of.Error($"its header says '{text}' of {HeadsKey}, a whole number is needed") : null;
    }

    /// <summary>Whether a file holds tensors under the names of Point-MAE's encoder, whole or not.</summary>
    public static bool IsIn(WeightFile file) => PointMaeNames.Of(file).Keys.Any(name
        => name.StartsWith("MAE_encoder.", StringComparison.Ordinal));

    /// <summary>A network of flat weights.</summary>
    /// <param name="layout">Where they lie.</param>
    /// <param name="weights">As many as the layout says.</param>
    /// <param name="name">How they came, for messages.</param>
    public static PointMaeModel Of(PointMaeLayout layout, ReadOnlySpan<float> weights, string name)
    {
        TorchRuntime.Require();
        using DisposeScope scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (PointMaePart part in layout.Parts)
            tensors.Add(part.Name, Tensors.From(weights.Slice(part.Start, part.Count), part.Shape));
        return new PointMaeModel(tensors, layout.Shape, name, Convert.ToHexStringLower(SHA256.HashData(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights))));
    }

    /// <summary>A network as before any training: a control, and for tests and times.</summary>
    public static PointMaeModel Random(PointMaeShape shape, int seed)
    {
        TorchRuntime.Require();
        var layout = new PointMaeLayout(shape);
        return Of(layout, PointMaeDraws.Draw(layout, seed), string.Create(CultureInfo.InvariantCulture,
            $"random weights (seed {seed})"));
    }

    /// <summary>Features of groups, no group hidden: tokens after the blocks of <see cref="PointMaeShape.Taps"/>, each
    /// through the last norm.</summary>
    /// <param name="cloud">The cloud, or one with as many points.</param>
    /// <param name="groups">Its groups, of any size.</param>
    /// <param name="trainModeSeed">Null: as networks are used. A seed: as the public code of M3DM and Real3D-AD does,
    /// which leaves the network in its training mode: norms by the statistics of this cloud, and branches of blocks
    /// left out at random with up to 0.1.</param>
    /// <param name="stop">Ends the work between pieces.</param>
    /// <returns>Shape [G, <see cref="PointMaeShape.FeatureLength"/>].</returns>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public float[] Features(PointCloud cloud, PointGroups groups, long? trainModeSeed = null,
        CancellationToken stop = default)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        DropPaths? drops = null;
        if (trainModeSeed is { } seed)
        {
            var random = new SplitMix64(seed, 0);
            drops = new DropPaths(Shape, PublishedDropPath, 1, () => random.NextUnit());
        }
        Tensor tokens = drops is null ? _tokens.Of(cloud, groups, stop) : PlainTokens(cloud, groups),
            positions = _network.Positions(Centres(groups.Centres));
        var features = new float[groups.Centres.Count * Shape.FeatureLength];
        IReadOnlyList<int> taps = Shape.Taps;
        for (int block = 0, tap = 0; block <= taps[^1]; block++)
        {
            stop.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            tokens = _network.EncoderBlock(tokens, positions, block, drops);
            if (block == taps[tap])
                Spread(Tensors.ToFloats(_network.EncoderNorm(tokens)), features, tap++);
            tokens.MoveToOuterDisposeScope();
        }
        return Finite(features);
    }

    /// <summary>Reconstructs hidden groups from the others, once for each mask.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="groups">Its groups, of the network's size.</param>
    /// <param name="masks">Each of shape [G], true where a group is hidden; neither none nor all.</param>
    /// <param name="stop">Ends the work between pieces.</param>
    /// <returns>For each mask, points relative to the centres of its hidden groups in their order, shape [hidden, S,
    /// 3].</returns>
    /// <remarks>Cost: tokens are made once for all masks; encoder and decoder run for each.</remarks>
    /// <exception cref="InvalidOperationException">The network has no decoder.</exception>
    /// <exception cref="ArgumentException">The groups have another size, or no group is hidden, or all.</exception>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public IReadOnlyList<float[]> Reconstruct(PointCloud cloud, PointGroups groups, IReadOnlyList<bool[]> masks,
        CancellationToken stop = default)
    {
        if (Shape.DecoderLayers == 0)
            throw new InvalidOperationException($"{FilePath} has no decoder, so it reconstructs nothing");
        if (groups.Size != Shape.GroupSize)
            throw new ArgumentException($"groups of {groups.Size} points, the network reconstructs groups of "
                + $"{Shape.GroupSize}", nameof(groups));
        foreach (bool[] mask in masks)
            if (mask.Length != groups.Centres.Count || !mask.Contains(true) || !mask.Contains(false))
                throw new ArgumentException($"{mask.Count(isHidden => isHidden)} of {groups.Centres.Count} groups are "
                    + "hidden; some must be, and not all", nameof(masks));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor centres = Centres(groups.Centres), tokens = _tokens.Of(cloud, groups, stop);
        return [.. masks.Select(mask => Reconstruct(tokens, centres, mask, stop))];
    }

    /// <summary>Gives another network of the same sizes these weights to begin with.</summary>
    /// <param name="layout">Where its tensors lie; the size of groups may differ, and then the last layer, which alone
    /// depends on it, is left as it is, as are those that are not here.</param>
    /// <param name="weights">Its weights; overwritten where these fit.</param>
    /// <returns>Names of the tensors that were left as they were.</returns>
    /// <exception cref="ArgumentException">A tensor has another shape; every name is told.</exception>
    public IReadOnlyList<string> CopyInto(PointMaeLayout layout, Span<float> weights)
    {
        bool isOther = layout.Shape.GroupSize != Shape.GroupSize;
        PointMaePart[] wanted = [.. layout.Parts.Where(part => _tensors.ContainsKey(part.Name) && !(isOther
            && part.Name.StartsWith("increase_dim.", StringComparison.Ordinal)))];
        LoadReport.Compare(wanted.Select(part => (part.Name, part.Shape)), wanted.Select(part => (part.Name,
            _tensors[part.Name].shape))).Require();
        foreach (PointMaePart part in wanted)
            Tensors.CopyTo(_tensors[part.Name], weights[part.Start..]);
        return [.. layout.Parts.Except(wanted).Select(part => part.Name)];
    }

    /// <summary>Writes the network as safetensors under the authors' names.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type">Float32, or Float16 of half the size.</param>
    /// <exception cref="ArgumentException">A number is too large for Float16.</exception>
    public void Save(Stream stream, WeightType type = WeightType.Float32)
        => SafetensorsWriter.Write(stream, [.. _tensors.OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => (item.Key, item.Value.shape))], name => Tensors.ToFloats(_tensors[name]), type,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [HeadsKey] = Shape.Heads.ToString(CultureInfo.InvariantCulture),
            });

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokens.Dispose();
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    internal static int DefaultHeads(int width) => Math.Max(1, width / HeadWidth);

    private float[] Reconstruct(Tensor allTokens, Tensor centres, bool[] isHidden, CancellationToken stop)
    {
        using DisposeScope scope = NewDisposeScope();
        (long[] visible, long[] hidden) = Places(isHidden);
        Tensor seen = Tensors.From(visible, visible.Length), visibleCentres = centres.index_select(1, seen),
            tokens = allTokens.index_select(1, seen), positions = _network.Positions(visibleCentres);
        for (int block = 0; block < Shape.Layers; block++)
        {
            stop.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            tokens = _network.EncoderBlock(tokens, positions, block, null).MoveToOuterDisposeScope();
        }
        return Finite(Tensors.ToFloats(_network.Decode(_network.EncoderNorm(tokens), visibleCentres,
            centres.index_select(1, Tensors.From(hidden, hidden.Length)), null)));
    }

    private static (long[] Visible, long[] Hidden) Places(ReadOnlySpan<bool> isHidden)
    {
        var visible = new List<long>();
        var hidden = new List<long>();
        for (int group = 0; group < isHidden.Length; group++)
            (isHidden[group] ? hidden : visible).Add(group);
        return ([.. visible], [.. hidden]);
    }

    private static Tensor Centres(PointCloud centres) => Tensors.From(centres.ToInterleaved(), 1, centres.Count, 3);

    // The form of a training, whose norms need all points at once.
    private Tensor PlainTokens(PointCloud cloud, PointGroups groups)
    {
        var points = new float[groups.Members.Length * 3];
        groups.Gather(cloud, 0, points);
        // Its running statistics are of no use to anyone, and must not be changed.
        var copies = new Dictionary<string, Tensor>(_tensors, StringComparer.Ordinal);
        foreach (string name in _tensors.Keys.Where(name => name.Contains(".running_", StringComparison.Ordinal)))
            copies[name] = _tensors[name].clone();
        return new PointMaeNetwork(copies, Shape).Tokens(Tensors.From(points, groups.Centres.Count, groups.Size, 3),
            isTraining: true).unsqueeze(0);
    }

    private void Spread(ReadOnlySpan<float> tokens, Span<float> features, int tap)
    {
        for (int group = 0; group * Shape.Width < tokens.Length; group++)
            tokens.Slice(group * Shape.Width, Shape.Width)
                .CopyTo(features[((group * Shape.FeatureLength) + (tap * Shape.Width))..]);
    }

    private float[] Finite(float[] numbers) => Array.FindIndex(numbers, number => !float.IsFinite(number)) is var at
        and >= 0 ? throw new NotFiniteNumberException($"the network of {FilePath} gave {numbers[at]} at {at}")
        : numbers;
}
