using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.PointFeatures;

/// <summary>Features of groups of a cloud.</summary>
/// <param name="Centres">The centres where the cloud lies, g of them.</param>
/// <param name="Rows">Shape [g, d].</param>
/// <param name="WeightsHash">SHA-256 of the network's weights.</param>
internal sealed record GroupFeatures(PointCloud Centres, FeatureMatrix Rows, string WeightsHash)
{
    /// <summary>Describes a cloud by Point-MAE's encoder.</summary>
    /// <param name="shelf">Holds the network.</param>
    /// <param name="placed">The cloud where the method wants it: not moved, scaled if the options say so.</param>
    /// <param name="options">Groups and quirks.</param>
    /// <param name="context">Threads and the like.</param>
    /// <exception cref="ItemRejectedException">The network gives a number that is none.</exception>
    public static GroupFeatures Of(PointMaeShelf shelf, PointCloud placed, GroupOptions options, MethodContext context)
    {
        PointMaeModel network = shelf.Open(options.Weights);
        PointCloud seen = options.UnitSphere ? UnitCloud.Of(placed) : placed;
        var groups = PointGroups.Of(seen, Math.Min(options.Groups, seen.Count), options.GroupSize, options.SkipOrigin,
            context.Threads, context.Stop);
        try
        {
            float[] rows = shelf.Lane.Run(_ => network.Features(seen, groups,
                options.TrainModeCompat ? 0 : null, context.Stop), context.Stop);
            return new GroupFeatures(placed.Select(groups.Picks),
                new FeatureMatrix(groups.Picks.Length, network.Shape.FeatureLength, rows), network.Sha256);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }
}
