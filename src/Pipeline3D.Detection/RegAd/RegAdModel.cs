using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.RegAd;

/// <summary>A registration network, and pictures of normal scans of some categories.</summary>
/// <remarks>What is held against test scans is computed of those pictures when a category is first scored: kept, it
/// would be a thousand times as large.</remarks>
public sealed class RegAdModel : IDisposable
{
    private const string NetworkName = "network", MeanName = "mean_picture", SupportName = "support.";
    private readonly ConcurrentDictionary<string, Lazy<PlaceGaussians>> _gaussians = new(StringComparer.Ordinal);
    private readonly Lazy<FlatTensors> _tensors;
    private readonly double _regularization;
    private readonly ResNetInput _input;

    internal RegAdModel(RegAdShape shape, float[] weights, ResNetInput input, RegAdOptions options,
        ImmutableSortedDictionary<string, ImmutableArray<RegAdSample>> supports)
    {
        (Shape, Weights, _input, Supports) = (shape, weights, input, supports);
        _regularization = options.Regularization;
        _tensors = new Lazy<FlatTensors>(() => RegAdNetwork.LayoutOf(shape).Hold(weights));
        Pictures = RegAdPictures.Of(input, options.Normalise);
    }

    /// <summary>The network's sizes.</summary>
    internal RegAdShape Shape { get; }

    /// <summary>Its weights.</summary>
    internal float[] Weights { get; }

    /// <summary>How pictures become numbers.</summary>
    internal RegAdPictures Pictures { get; }

    /// <summary>Pictures of normal scans by category.</summary>
    internal ImmutableSortedDictionary<string, ImmutableArray<RegAdSample>> Supports { get; }

    /// <summary>Distances of a scan's places from its category's Gaussians; in the network's lane.</summary>
    /// <returns>Shape [grid, grid].</returns>
    internal float[] Distances(RegAdSample sample)
    {
        PlaceGaussians known = _gaussians.GetOrAdd(sample.Category, category => new Lazy<PlaceGaussians>(()
            => GaussiansOf(Supports[category]))).Value;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        return known.Distances(Features(Pictures.Of([sample])).flatten(2).squeeze(0));
    }

    /// <summary>A model with the network of another and normal scans of its own.</summary>
    /// <exception cref="ModelFormatException">The file is no model of this method, or is damaged.</exception>
    /// <exception cref="InvalidOperationException">Its network takes other pictures.</exception>
    internal static RegAdModel Registered(RegAdOptions options,
        ImmutableSortedDictionary<string, ImmutableArray<RegAdSample>> supports)
        => ArtifactFile.Read(options.Registration, (about, file) =>
        {
            if (about.Method != "regad")
                throw file.Error($"it is a model of {about.Method}; 'registration' takes one that fit.regad learnt");
            int side = file.Int32("picture");
            if (side != options.PictureSize)
                throw new InvalidOperationException($"the network of {options.Registration} takes pictures of {side} "
                    + $"pixels a side, picture_size is {options.PictureSize}");
            (RegAdShape shape, float[] weights, ResNetInput input) = Network(file);
            return new RegAdModel(shape, weights, input, options, supports);
        });

    internal void Save(ArtifactWriter file)
    {
        ResNetShape backbone = Shape.Backbone;
        file.AddText("picture", Text(Shape.Picture));
        file.AddText("block", backbone.Block.ToString());
        file.AddText("blocks", string.Join(',', backbone.Blocks));
        file.AddText("widths", string.Join(',', backbone.Widths));
        file.AddText("stem", Text(backbone.Stem));
        file.AddText("groups", Text(backbone.Groups));
        file.AddText("group_width", Text(backbone.GroupWidth));
        file.Add(NetworkName, Weights);
        if (_input.HasMeanPicture)
            file.Add(MeanName, _input.MeanPicture, _input.MeanShape);
        foreach ((string category, ImmutableArray<RegAdSample> samples) in Supports)
        {
            int side = samples[0].Side, channels = samples[0].Pixels.Length / (side * side);
            file.Add($"{SupportName}{category}", samples.SelectMany(sample => sample.Pixels)
                .Select(value => (float)value).ToArray(), samples.Length, side, side, channels);
        }
    }

    internal static RegAdModel Load(ArtifactReader file, RegAdOptions options)
    {
        (RegAdShape shape, float[] weights, ResNetInput input) = Network(file);
        int side = options.PictureSize, channels = options.Picture == PictureKind.Rgb ? 3 : 1;
        return shape.Picture != side ? throw file.Error($"its network takes pictures of {shape.Picture} pixels, its "
            + $"options say {side}; learn the model anew") : new RegAdModel(shape, weights, input, options,
            file.NamesBelow(SupportName).ToImmutableSortedDictionary(name => name[SupportName.Length..], name
                => Pictures(file.Floats(name, -1, side, side, channels), name[SupportName.Length..]),
                StringComparer.Ordinal));

        ImmutableArray<RegAdSample> Pictures(float[] values, string category)
            => [.. values.Chunk(side * side * channels).Select(picture => new RegAdSample(side,
                Array.ConvertAll(picture, value => Pixel(value, category)), category))];

        byte Pixel(float value, string category) => value is >= 0 and <= 255 ? (byte)value : throw file.Error(
            $"a pixel of '{category}' is {value}, not 0 to 255; learn the model anew");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<PlaceGaussians> known in _gaussians.Values)
            if (known.IsValueCreated)
                known.Value.Dispose();
        _gaussians.Clear();
        if (_tensors.IsValueCreated)
            _tensors.Value.Dispose();
    }

    private static (RegAdShape Shape, float[] Weights, ResNetInput Input) Network(ArtifactReader file)
    {
        try
        {
            var shape = new RegAdShape
            {
                Picture = file.Int32("picture"),
                Backbone = new ResNetShape
                {
                    Block = Enum.TryParse(file.Text("block"), out ResNetBlock block) ? block
                        : throw file.Error($"block is '{file.Text("block")}'; learn the model anew"),
                    Blocks = Numbers("blocks"), Widths = Numbers("widths"), Stem = file.Int32("stem"),
                    Groups = file.Int32("groups"), GroupWidth = file.Int32("group_width"),
                },
            };
            float[] weights = file.Floats(NetworkName, RegAdNetwork.LayoutOf(shape).Count);
            if (!file.Has(MeanName))
                return (shape, weights, ResNetInput.ImageNet);
            float[] mean = file.Floats(MeanName, 3, -1, -1);
            int side = (int)Math.Round(Math.Sqrt(mean.Length / 3.0));
            return (shape, weights, ResNetInput.LessMeanPicture(mean, side, mean.Length / 3 / side));
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw file.Error($"its sizes make no network ({cause.Message}); learn the model anew");
        }

        ImmutableArray<int> Numbers(string name) => [.. file.Text(name).Split(',').Select(text => int.TryParse(text,
            NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw file.Error($"{name} is '{file.Text(name)}'; learn the model anew"))];
    }

    // Views of every picture, in the network's lane.
    private PlaceGaussians GaussiansOf(ImmutableArray<RegAdSample> samples)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        bool isColour = samples[0].Pixels.Length == 3 * samples[0].Side * samples[0].Side;
        Tensor[] features = [.. samples.Select(sample =>
        {
            using DisposeScope inner = NewDisposeScope();
            return Features(SupportViews.Of(Pictures.Of([sample]), isColour)).flatten(2).MoveToOuterDisposeScope();
        })];
        return PlaceGaussians.Of(cat(features, 0), _regularization);
    }

    private Tensor Features(Tensor pictures) => RegAdNetwork.Embed(RegAdNetwork.Unwarped(
        _tensors.Value, Shape, pictures));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
