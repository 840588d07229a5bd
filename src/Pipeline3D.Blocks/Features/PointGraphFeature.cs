using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Detection;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks;

/// <summary>Chooses points of a scan by farthest point sampling and finds the nearest neighbours of each: what 3D-ST's
/// networks run on.</summary>
/// <remarks>Runs ahead of training and scoring, in parallel over scans. A scan with fewer points keeps all of them.
/// Points at one place are neighbours at distance zero. A scan that its neighbours do not suffice for is
/// rejected.</remarks>
[Block("feature.point-graph", UsesDevice = true,
    Summary = "Thin a scan and find the neighbours of its points (3D-ST).")]
public sealed class PointGraphFeature(PointGraphOptions options) : TransformBlock3D<Scan, ScanGraph>(options)
{
    /// <inheritdoc/>
    public override ValueTask<ScanGraph> TransformAsync(Scan input, BlockContext context)
    {
        Scans.RequirePoints(input, context, atLeast: options.Neighbours + 1);
        return new(RunDevice.Compute(context, scope =>
        {
            (PointCloud points, int[] indices) = Clouds.Valid(input, context, scope);
            if (options.Points > 0 && points.Count > options.Points)
            {
                int[] order = OnDevice.FarthestPoints(scope, points, options.Points, 0, context.Stop).Index;
                Array.Sort(order);
                (points, indices) = (OnDevice.Select(scope, points, order, context.Stop),
                    Array.ConvertAll(order, i => indices[i]));
            }
            PointGraph graph = PointGraph.Build(points, options.Neighbours, context.Run.KernelThreads, scope,
                context.Stop);
            return new ScanGraph(input, graph, indices, options.Describe());
        }));
    }
}
