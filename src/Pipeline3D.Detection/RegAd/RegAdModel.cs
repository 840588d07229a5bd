using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.RegAd;

/// <summary>A registration network, and pictures of normal scans of some categories.</summary>
/// <remarks>What is held against test scans is computed of those pictures when a category is first scored: kept, it would
/// be a thousand times as large.</remarks>
public sealed class RegAdModel : IDisposable
{
    private const string Network = "network", Mean = "mean_picture", Support = "support.";
    private readonly ConcurrentDictionary<string, Lazy<PlaceGaussians>> _gaussians = new(StringComparer.Ordinal);
    private readonly FlatLayout _layout;
    private readonly double _regularization;
    private readonly ResNetInput _input;

    internal RegAdModel(RegAdShape shape, float[] weights, ResNetInput input, RegAdOptions options,
        ImmutableSortedDictionary<string, ImmutableArray<RegAdSample>> supports)
    {
        (Shape, Weights, _input, Supports) = (shape, weights, input, supports);
        (_layout, _regularization) = (RegAdNetwork.LayoutOf(shape), options.Regularization);
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

    internal void Save(ArtifactWriter file)
    {
        file.Add(Network, Weights);
        file.AddText("blocks", string.Join(',', Shape.Backbone.Blocks));
        if (_input.IsCentred)
            file.Add(Mean, _input.MeanPicture, _input.MeanShape);
        foreach ((string category, ImmutableArray<RegAdSample> samples) in Supports)
        {
            int side = samples[0].Side, channels = samples[0].Pixels.Length / (side * side);
            file.Add($"{Support}{category}", samples.SelectMany(sample => sample.Pixels).Select(value => (float)value)
                .ToArray(), samples.Length, side, side, channels);
        }
    }
}
