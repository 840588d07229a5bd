using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>Fast point feature histograms as the teacher: a foreign descriptor, the paper's control.</summary>
/// <remarks>Reach: normals 4, histograms 10 mean neighbour distances, at most 30 and 100 points. Normals point away
/// from the centroid, so that a scan's own frame does not matter.</remarks>
internal sealed class FpfhTeacher : ITeacher
{
    private const double NormalReach = 4, FeatureReach = 10;
    private const int NormalNeighbours = 30, FeatureNeighbours = 100;

    public int Outputs => Fpfh.Length;

    public void Describe(
        PointGraph graph, double scale, int threads, Action<DescriptorRows> read, CancellationToken stop)
    {
        var tree = new KdTree(graph.Points, threads);
        PointCloud normals = SurfaceNormals.Estimate(graph.Points, tree, NormalReach * scale, NormalNeighbours,
            threads, stop);
        SurfaceNormals.OrientOutwards(normals, graph.Points);
        FeatureMatrix histograms = Fpfh.Compute(graph.Points, normals, tree, FeatureReach * scale, FeatureNeighbours,
            threads, stop);
        using var values = new NativeFloats(histograms.Values.Length);
        histograms.Values.CopyTo(values.Span(0, histograms.Values.Length));
        read(new DescriptorRows(values, histograms.Columns, histograms.Columns));
    }
}
