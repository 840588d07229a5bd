using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.ThreeDSt;

/// <summary>Points chosen from a scan, with their nearest neighbours.</summary>
/// <param name="Graph">The chosen points with their neighbours.</param>
/// <param name="Indices">Index in the scan of every chosen point.</param>
public sealed record GraphSample(PointGraph Graph, int[] Indices)
{
    /// <summary>Chooses points by farthest point sampling and finds the nearest neighbours of each.</summary>
    /// <remarks>A scan with fewer points keeps all of them. Points at one place are neighbours at distance
    /// zero.</remarks>
    /// <param name="scan">A scan with more readings than neighbours.</param>
    /// <param name="options">How many of both.</param>
    /// <param name="context">Threads and device.</param>
    internal static GraphSample Of(Scan scan, NetworkOptions options, MethodContext context)
    {
        (PointCloud points, int[] indices) = ScanRules.Valid(scan, context);
        if (options.Points > 0 && points.Count > options.Points)
        {
            int[] order = OnDevice.FarthestPoints(context.Scope, points, options.Points, 0, context.Stop).Index;
            Array.Sort(order);
            (points, indices) = (OnDevice.Select(context.Scope, points, order, context.Stop),
                Array.ConvertAll(order, i => indices[i]));
        }
        return new GraphSample(PointGraph.Build(points, options.Neighbours, context.Threads, context.Scope,
            context.Stop), indices);
    }
}

/// <summary>Graphs as bytes: points in Morton order, their places in the cloud, neighbours, distances, indices in the
/// scan.</summary>
internal sealed class GraphSampleCodec : ISampleCodec<GraphSample>
{
    public static readonly GraphSampleCodec Instance = new();

    // While a network trains, a graph holds the reverse lists, too.
    public long SizeOf(GraphSample sample) => sample.Graph.Points.ByteSize + (4L * sample.Graph.Count)
        + (12L * sample.Graph.Index.Length) + (4L * sample.Graph.Count) + (4L * sample.Indices.Length);

    public void Write(GraphSample sample, BinaryWriter file)
    {
        PointGraph graph = sample.Graph;
        FeatureBytes.Write<float>(graph.Points.X, file);
        FeatureBytes.Write<float>(graph.Points.Y, file);
        FeatureBytes.Write<float>(graph.Points.Z, file);
        FeatureBytes.Write<int>(graph.Order, file);
        file.Write(graph.K);
        FeatureBytes.Write<int>(graph.Index, file);
        FeatureBytes.Write<float>(graph.Distance, file);
        FeatureBytes.Write<int>(sample.Indices, file);
    }

    public GraphSample Read(BinaryReader file)
    {
        float[] x = FeatureBytes.ReadArray<float>(file), y = FeatureBytes.ReadArray<float>(file),
            z = FeatureBytes.ReadArray<float>(file);
        var points = new PointCloud(x.Length);
        x.CopyTo(points.X);
        y.CopyTo(points.Y);
        z.CopyTo(points.Z);
        int[] order = FeatureBytes.ReadArray<int>(file);
        int k = file.ReadInt32();
        PointGraph graph = PointGraph.Restored(points, order, k, FeatureBytes.ReadArray<int>(file),
            FeatureBytes.ReadArray<float>(file));
        return new GraphSample(graph, FeatureBytes.ReadArray<int>(file));
    }
}

/// <summary>The graphs of kept samples, each read when it is asked for.</summary>
internal sealed class KeptGraphs(IReadOnlyList<KeptSample<GraphSample>> samples) : IReadOnlyList<PointGraph>
{
    public int Count => samples.Count;

    public PointGraph this[int index] => samples[index].Read().Graph;

    /// <summary>Those of one role.</summary>
    public static KeptGraphs Of(IReadOnlyList<KeptSample<GraphSample>> samples, Role role)
        => new([.. samples.Where(sample => sample.Role == role)]);

    public IEnumerator<PointGraph> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
