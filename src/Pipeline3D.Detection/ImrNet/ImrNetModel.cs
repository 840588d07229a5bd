using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>What <see cref="ImrNetMethod"/> learns: a network, and the ranges of scores of its training
/// clouds.</summary>
public sealed class ImrNetModel : IDisposable
{
    private const string RangesName = "score_ranges";
    private readonly PointMaeWeights _weights;

    internal ImrNetModel(PointMaeWeights weights, ScoreRange points, ScoreRange features)
    {
        (_weights, Points, Features) = (weights, points, features);
        Network = PointMaeModel.Of(weights.Layout, weights.Numbers, "the model");
    }

    /// <summary>The network.</summary>
    internal PointMaeModel Network { get; }

    /// <summary>Smallest and largest change of a point of the training clouds.</summary>
    internal ScoreRange Points { get; }

    /// <summary>Smallest and largest change of features there.</summary>
    internal ScoreRange Features { get; }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    internal void Save(ArtifactWriter file)
    {
        _weights.Save(file);
        file.Add(RangesName, new[]
        {
            (float)Points.Low, (float)Points.High, (float)Features.Low, (float)Features.High,
        });
    }

    internal static ImrNetModel Load(ArtifactReader file, ImrNetOptions options)
    {
        float[] ranges = file.Floats(RangesName, 4);
        if (!(ranges[1] > ranges[0] && ranges[3] > ranges[2]))
            throw file.Error($"{RangesName} are from {ranges[0]} to {ranges[1]} and from {ranges[2]} to {ranges[3]}; "
                + "learn the model anew");
        return new ImrNetModel(PointMaeWeights.Load(file, options.Shape()), new(ranges[0], ranges[1]),
            new(ranges[2], ranges[3]));
    }
}
