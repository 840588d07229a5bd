using System.Collections.Immutable;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.Controls;

/// <summary>What <see cref="TemplateMethod"/> learns: training clouds where they lie.</summary>
public sealed class Templates
{
    private readonly Lazy<KdTree> _all;
    private readonly Lazy<KdTree[]> _each;

    internal Templates(ImmutableArray<PointCloud> clouds, CloudTemplate? frame)
    {
        (Clouds, Frame) = (clouds, frame);
        _all = new Lazy<KdTree>(() => new KdTree(Joined(clouds)));
        _each = new Lazy<KdTree[]>(() => [.. clouds.Select(cloud => new KdTree(cloud))]);
    }

    /// <summary>The templates, each with at least one point.</summary>
    public ImmutableArray<PointCloud> Clouds { get; }

    /// <summary>What scans are laid on; null when they are not.</summary>
    internal CloudTemplate? Frame { get; }

    /// <summary>Distance of each point to the nearest point of any template; shape [n].</summary>
    internal float[] Distances(PointCloud placed, MethodContext context)
        => _all.Value.Nearest(placed, 1, context.Threads, context.Stop).Distance;

    /// <summary>Distances both ways, of the template for which they are smallest, point by point; shape [n].</summary>
    internal float[] BothDistances(PointCloud placed, MethodContext context)
    {
        var smallest = new float[placed.Count];
        Array.Fill(smallest, float.PositiveInfinity);
        var scan = new KdTree(placed, context.Threads);
        for (int template = 0; template < Clouds.Length; template++)
        {
            float[] there = _each.Value[template].Nearest(placed, 1, context.Threads, context.Stop).Distance;
            NearestNeighbours back = scan.Nearest(Clouds[template], 1, context.Threads, context.Stop);
            for (int i = 0; i < back.Queries; i++)
                there[back.Index[i]] = MathF.Max(there[back.Index[i]], back.Distance[i]);
            for (int i = 0; i < smallest.Length; i++)
                smallest[i] = MathF.Min(smallest[i], there[i]);
        }
        return smallest;
    }

    private static PointCloud Joined(ImmutableArray<PointCloud> clouds)
    {
        var all = new PointCloud(checked(clouds.Sum(cloud => cloud.Count)));
        int next = 0;
        foreach (PointCloud cloud in clouds)
        {
            cloud.X.CopyTo(all.X[next..]);
            cloud.Y.CopyTo(all.Y[next..]);
            cloud.Z.CopyTo(all.Z[next..]);
            next += cloud.Count;
        }
        return all;
    }
}
