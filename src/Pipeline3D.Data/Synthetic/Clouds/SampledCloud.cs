using System.Numerics;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Layouts;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Synthetic.Clouds;

/// <summary>Points on a closed shape with their labels.</summary>
/// <param name="Points">Shape [n, 3], in the layout's unit.</param>
/// <param name="IsAnomalous">Shape [n].</param>
internal sealed record SampledCloud(PointCloud Points, bool[] IsAnomalous)
{
    // Points are kept that a sensor sees at less than about 80 degrees from their normal.
    private const float Grazing = 0.17f;

    /// <summary>Samples a shape.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="towards">Unit direction to the sensor for a single-sided scan; null for a stitched one from all
    /// sides.</param>
    /// <param name="cutAt">A partial scan ends at this share of the largest half extent along x; null for a whole
    /// one.</param>
    /// <param name="noise">Standard deviation along the normal, in the layout's unit.</param>
    /// <param name="random">Source of places and noise.</param>
    public static SampledCloud Of(
        ClosedShape shape, int count, Vector3? towards, float? cutAt, float noise, SplitMix64 random)
    {
        var cloud = new SampledCloud(new PointCloud(count), new bool[count]);
        for (int i = 0; i < count;)
        {
            Vector3 direction = shape.Draw(random);
            (Vector3 point, bool isAnomalous) = shape.At(direction);
            Vector3 normal = shape.Normal(direction);
            if ((towards is { } view && Vector3.Dot(normal, view) < Grazing) || point.X > cutAt * shape.Size)
                continue;
            cloud.Points[i] = point + noise * (float)random.NextNormal() * normal;
            cloud.IsAnomalous[i++] = isAnomalous;
        }
        return cloud;
    }

    /// <summary>Samples a mesh evenly; a point has the label of the corner that it is nearest to.</summary>
    /// <param name="mesh">The mesh, in the unit ball.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="scale">What to multiply coordinates by.</param>
    /// <param name="noise">Standard deviation along the normal, in the scaled unit.</param>
    /// <param name="random">Source of places and noise.</param>
    /// <remarks>More points are drawn by area than are wanted, and thinned as <see cref="EvenSample"/> says: density
    /// alone tells nothing about a label.</remarks>
    public static SampledCloud Of(SpoiltMesh mesh, int count, float scale, float noise, SplitMix64 random)
    {
        (Vector3[] vertices, int[] triangles) = mesh.Mesh;
        MeshPlace[] places = MeshSampling.Draw(MeshSampling.Areas(vertices, triangles),
            EvenSample.Oversampling * count, random.NextDouble, () => (float)random.NextDouble());
        Vector3[] points = Array.ConvertAll(places, place => place.On(vertices, triangles)
            + (place.Triangle >= mesh.RoughFrom ? (float)Math.Clamp(random.NextNormal(), -3, 3) : 0) * mesh.Roughness);
        int[] chosen = EvenSample.Choose(points, count, random);
        var cloud = new SampledCloud(new PointCloud(count), new bool[count]);
        for (int i = 0; i < count; i++)
        {
            MeshPlace place = places[chosen[i]];
            cloud.Points[i] = scale * points[chosen[i]]
                + noise * (float)random.NextNormal() * Vector3.Normalize(mesh.Mesh.AreaOf(place.Triangle));
            cloud.IsAnomalous[i] = mesh.Labels[place.Nearest(triangles)];
        }
        return cloud;
    }

    /// <summary>Share of the points that is anomalous, 0 to 1.</summary>
    public double Share => IsAnomalous.Count(isAnomalous => isAnomalous) / (double)IsAnomalous.Length;

    public void WritePcd(string path) => DatasetFile.Write(path, target => PcdWriter.Write(target, new CloudFile
    {
        Points = Points,
        Width = Points.Count,
        Height = 1,
    }));

    /// <summary>Writes one line per point: x, y, z and label, parted by <paramref name="separator"/>.</summary>
    public void WriteTruth(string path, string separator) => DatasetFile.Write(path, target =>
    {
        using FileStream file = File.Create(target);
        using var text = new Utf8Output(file);
        for (int i = 0; i < Points.Count; i++)
        {
            Vector3 point = Points[i];
            text.Number(point.X).Text(separator).Number(point.Y).Text(separator).Number(point.Z).Text(separator)
                .Text(IsAnomalous[i] ? "1.0\n"u8 : "0.0\n"u8);
        }
    });
}
