using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Thins a scan to points that are as far from each other as possible; the result is an unorganized
/// cloud.</summary>
/// <remarks>Order is that of choosing. A scan with fewer points keeps all of them; none is doubled.</remarks>
[Block("filter.sample-farthest", UsesDevice = true,
    Summary = "Thin a scan by farthest point sampling.")]
public sealed class SampleFarthestFilter(SampleFarthestOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        int[] valid = Scans.RequirePoints(input, context);
        return new(RunDevice.Compute(context, scope =>
        {
            PointCloud points = OnDevice.Select(scope, input.Cloud, valid, context.Stop);
            int[] order = OnDevice.FarthestPoints(scope, points, Math.Min(options.Count, points.Count), 0,
                context.Stop).Index;
            int[] chosen = Array.ConvertAll(order, i => valid[i]);
            return Scans.Select(input, chosen, OnDevice.Select(scope, points, order, context.Stop));
        }));
    }
}
