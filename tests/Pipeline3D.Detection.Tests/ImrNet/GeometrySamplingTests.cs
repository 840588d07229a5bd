using Pipeline3D.Detection.ImrNet;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.Tests.ImrNet;

public sealed class GeometrySamplingTests
{
    [Theory, InlineData(PointSampling.Change), InlineData(PointSampling.SignedChange),
        InlineData(PointSampling.Variation)]
    public void Select_OfACube_KeepsMorePointsAtItsEdgesThanFarthestPointsDo(PointSampling kind)
    {
        PointCloud cube = Cube(40);
        int[] found = GeometrySampling.Select(cube, 600, kind, 0.3, 0.5, 0, default),
            plain = GeometrySampling.Select(cube, 600, PointSampling.Farthest, 0.3, 0.5, 0, default);
        Assert.Equal(600, found.Distinct().Count());
        Assert.Equal(FarthestPoints.Select(cube, 600).Index, plain);
        int atEdges = found.Count(AtEdge), plainAtEdges = plain.Count(AtEdge);
        // The variation looks seven spacings far, so that it favours what is near edges, too.
        Assert.True(atEdges > (kind == PointSampling.Variation ? 1.1 : 1.2) * plainAtEdges, $"{kind}: {atEdges} points at edges, plainly {plainAtEdges}");

        bool AtEdge(int i) => new[] { cube.X[i], cube.Y[i], cube.Z[i] }.Count(axis => Math.Abs(axis) > 0.44f) >= 2;
    }

    [Fact]
    public void Select_NoMorePointsThanWanted_KeepsAllInOrder()
        => Assert.Equal(Enumerable.Range(0, 50), GeometrySampling.Select(Cube(3).Select(Enumerable.Range(0, 50)
            .ToArray()), 50, PointSampling.Change, 0.3, 0.5, 0, default));

    [Fact]
    public void Select_SetsTooSmallForTheirShares_TakesTheOthers()
    {
        PointCloud cloud = Cube(10);
        int[] high = [3, 5, 8];
        int[] found = GeometrySampling.Select(cloud, high, 20, 0.5, default);
        Assert.Equal(20, found.Distinct().Count());
        Assert.Equal(3, found.Count(high.Contains));
        int[] most = [.. Enumerable.Range(0, cloud.Count - 2)];
        Assert.Equal(2, GeometrySampling.Select(cloud, most, 20, 0.5, default).Count(i => !most.Contains(i)));
    }

    [Fact]
    public void High_WithTies_TakesTheLowerIndices()
        => Assert.Equal([0, 1, 4], GeometrySampling.High([1, 1, 1, 1, 2, 0, 0, 0, 0, 0], 0.3));

    // The surface of a cube of side 1, a lattice on each face.
    private static PointCloud Cube(int side)
    {
        var points = new List<float>();
        for (int face = 0; face < 6; face++)
            for (int i = 0; i < side * side; i++)
            {
                float u = ((i % side) + 0.5f) / side - 0.5f, v = ((i / side) + 0.5f) / side - 0.5f,
                    w = face % 2 == 0 ? -0.5f : 0.5f;
                points.AddRange((face / 2) switch { 0 => [w, u, v], 1 => [u, w, v], _ => (float[])[u, v, w] });
            }
        return PointCloud.FromInterleaved([.. points]);
    }
}
