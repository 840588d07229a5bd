using System.Numerics;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Facts of a cloud as the data folders' READMEs state them.</summary>
internal static class CloudFacts
{
    internal static List<Vector3> Finite(CloudFile cloud)
    {
        var finite = new List<Vector3>(cloud.Points.Count);
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            Vector3 point = cloud.Points[i];
            if (float.IsFinite(point.X) && float.IsFinite(point.Y) && float.IsFinite(point.Z))
                finite.Add(point);
        }
        return finite;
    }

    /// <summary>Compares the bounding box, printed with six digits.</summary>
    internal static void CheckBox(CloudFile cloud, string file, string facts)
    {
        double[]? box = Verified.Numbers(facts, @"bbox \[([^\]]+)\] \.\. \[([^\]]+)\]");
        if (box is null)
            return;
        List<Vector3> finite = Finite(cloud);
        double[] actual = [finite.Min(p => p.X), finite.Min(p => p.Y), finite.Min(p => p.Z),
            finite.Max(p => p.X), finite.Max(p => p.Y), finite.Max(p => p.Z)];
        for (int i = 0; i < 6; i++)
            Verified.Equal(box[i], actual[i], 6e-6, $"{file} box {i}");
    }

    /// <summary>A cloud with everything a format can hold, seeded.</summary>
    internal static CloudFile Sample(int count, int seed, bool triangles = false)
    {
        var random = new Random(seed);
        var points = new Pipeline3D.Geometry.PointCloud(count);
        var normals = new Pipeline3D.Geometry.PointCloud(count);
        var intensity = new float[count];
        var rgb = new byte[3 * count];
        random.NextBytes(rgb);
        for (int i = 0; i < count; i++)
        {
            points[i] = new Vector3(Next(), Next() * 1e-6f, Next() * 1e6f);
            normals[i] = Vector3.Normalize(new Vector3(Next(), Next(), Next()));
            intensity[i] = random.Next(1000);
        }
        return new CloudFile
        {
            Points = points, Width = count, Height = 1, Normals = normals, Rgb = rgb,
            Fields = new Dictionary<string, float[]> { ["intensity"] = intensity },
            Triangles = triangles ? [.. Enumerable.Range(0, 3 * count).Select(_ => random.Next(count))] : [],
        };

        float Next() => random.NextSingle() * 2 - 1;
    }

    internal static void Equal(CloudFile expected, CloudFile actual, bool fields = true, bool rgb = true,
        bool normals = true)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Points.ToInterleaved(), actual.Points.ToInterleaved());
        if (normals)
            Assert.Equal(expected.Normals?.ToInterleaved(), actual.Normals?.ToInterleaved());
        if (rgb)
            Assert.Equal(expected.Rgb, actual.Rgb);
        Assert.Equal(expected.Triangles, actual.Triangles);
        if (!fields)
            return;
        Assert.Equal(expected.Fields.Keys.Order(), actual.Fields.Keys.Order());
        foreach ((string name, float[] values) in expected.Fields)
            Assert.Equal(values, actual.Fields[name]);
    }
}
