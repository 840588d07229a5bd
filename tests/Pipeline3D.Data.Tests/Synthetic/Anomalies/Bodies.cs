using System.Numerics;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Data.Tests.Synthetic.Anomalies;

/// <summary>Bodies in the unit ball: bumpy ellipsoids, as meshes and as clouds drawn from them.</summary>
internal static class Bodies
{
    public static SurfaceMesh Mesh(int seed)
    {
        SurfaceMesh mesh = RoundMesh.Of(ClosedShape.Make(new Vector3(0.3f, 0.4f, 0.5f),
            SplitMix64.For((ulong)seed, "category"), SplitMix64.For((ulong)seed, "instance")));
        return mesh with { Vertices = UnitBall.Of(mesh.Vertices).Scale(mesh.Vertices) };
    }

    public static SurfaceCloud Cloud(int seed, int count)
    {
        SurfaceMesh mesh = Mesh(seed);
        var random = SplitMix64.For((ulong)seed, "points");
        MeshPlace[] places = MeshSampling.Draw(MeshSampling.Areas(mesh.Vertices, mesh.Triangles), count,
            random.NextDouble, () => (float)random.NextDouble());
        Vector3[] points = Array.ConvertAll(places, place => place.On(mesh.Vertices, mesh.Triangles)),
            normals = Array.ConvertAll(places, place => Vector3.Normalize(mesh.AreaOf(place.Triangle)));
        return new SurfaceCloud(points, normals)
        {
            Graph = SurfaceGraph.Of(UnitBall.ToCloud(points), normals, 1, CancellationToken.None),
        };
    }

    /// <summary>An anomaly found on a cloud; fails where none is.</summary>
    public static AnomalyFound<SpoiltCloud> Find(AnomalyKind kind, SurfaceCloud cloud, int seed)
    {
        AnomalyFound<SpoiltCloud> found = AnomalySearch.Find(kind, new CloudBody(cloud,
            UnitBall.ToCloud(cloud.Points), 1), draw => draw.On(cloud), made => made.Share,
            SplitMix64.For((ulong)seed, $"{kind}"), new SynthesisRules(), CancellationToken.None);
        Assert.True(found.Draw is not null, $"seed {seed}: {found.Problem}");
        return found;
    }

    /// <summary>An anomaly found on a mesh, and points drawn from it.</summary>
    public static AnomalyFound<SampledCloud> Find(AnomalyKind kind, SurfaceMesh mesh, int seed, int count)
    {
        var random = SplitMix64.For((ulong)seed, $"{kind}");
        AnomalyFound<SampledCloud> found = MeshAnomalies.Find(kind, mesh, new SynthesisRules(), random,
            spoilt => SampledCloud.Of(spoilt, count, 1, 0, random), count);
        Assert.True(found.Draw is not null, $"seed {seed}: {found.Problem}");
        return found;
    }

    /// <summary>Area under the ROC curve of low density, told by the distance of the 8th neighbour.</summary>
    public static double DensityAuroc(PointCloud points, IReadOnlyList<bool> labels)
    {
        NearestNeighbours near = new KdTree(points, 1).Nearest(8, threads: 1);
        int[] order = [.. Enumerable.Range(0, points.Count).OrderBy(i => near.Distance[8 * i + 7])];
        long below = 0, pairs = 0;
        foreach (int i in order)
            if (labels[i])
                pairs += below;
            else
                below++;
        return pairs / ((double)below * (points.Count - below));
    }
}
