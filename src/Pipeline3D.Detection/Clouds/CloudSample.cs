using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Clouds;

/// <summary>The points of a whole cloud with their features.</summary>
/// <param name="Points">The points with a reading, n of them.</param>
/// <param name="Indices">Their indices in the scan.</param>
/// <param name="Features">Shape [n, d]; null when they depend on the model, as with clouds that are laid on a
/// template.</param>
public sealed record CloudSample(PointCloud Points, int[] Indices, FeatureMatrix? Features)
{
    /// <summary>Scores of the points as scores of the scan: points without a reading take the lowest.</summary>
    /// <param name="whole">Score of the whole scan.</param>
    /// <param name="points">One per point here.</param>
    /// <param name="scan">The scan.</param>
    internal Scores Spread(float whole, float[] points, Scan scan)
    {
        var each = new float[scan.Cloud.Count];
        Array.Fill(each, points.Min());
        for (int i = 0; i < Indices.Length; i++)
            each[Indices[i]] = points[i];
        return new Scores(whole, each);
    }

    /// <summary>The points of a scan, without features.</summary>
    internal static CloudSample Of(Scan scan, MethodContext context)
    {
        (PointCloud points, int[] indices) = ScanRules.Valid(scan, context);
        return new CloudSample(points, indices, null);
    }
}

/// <summary>Cloud samples as bytes: points, indices, and the features when there are some.</summary>
internal sealed class CloudSampleCodec : ISampleCodec<CloudSample>
{
    public static readonly CloudSampleCodec Instance = new();

    public long SizeOf(CloudSample sample) => sample.Points.ByteSize + (4L * sample.Indices.Length)
        + (4L * (sample.Features?.Values.Length ?? 0));

    public void Write(CloudSample sample, BinaryWriter file)
    {
        FeatureBytes.Write<float>(sample.Points.X, file);
        FeatureBytes.Write<float>(sample.Points.Y, file);
        FeatureBytes.Write<float>(sample.Points.Z, file);
        FeatureBytes.Write<int>(sample.Indices, file);
        file.Write(sample.Features is not null);
        if (sample.Features is not null)
            FeatureBytes.Write(sample.Features, file);
    }

    public CloudSample Read(BinaryReader file)
    {
        float[] x = FeatureBytes.ReadArray<float>(file), y = FeatureBytes.ReadArray<float>(file),
            z = FeatureBytes.ReadArray<float>(file);
        var points = new PointCloud(x.Length);
        x.CopyTo(points.X);
        y.CopyTo(points.Y);
        z.CopyTo(points.Z);
        int[] indices = FeatureBytes.ReadArray<int>(file);
        return new CloudSample(points, indices, file.ReadBoolean() ? FeatureBytes.Read(file) : null);
    }
}
