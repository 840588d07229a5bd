using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.ImrNet;

/// <summary>A scan's points in the unit frame, and those that were kept of them.</summary>
/// <param name="Cloud">The points with a reading, about their mean, the farthest at distance 1.</param>
/// <param name="Kept">Indices of the kept points.</param>
public sealed record ImrNetSample(CloudSample Cloud, int[] Kept)
{
    /// <summary>The kept points.</summary>
    internal PointCloud Thinned() => Cloud.Points.Select(Kept);
}

/// <summary>The samples as bytes.</summary>
internal sealed class ImrNetSampleCodec : ISampleCodec<ImrNetSample>
{
    public static readonly ImrNetSampleCodec Instance = new();

    public long SizeOf(ImrNetSample sample)
        => CloudSampleCodec.Instance.SizeOf(sample.Cloud) + (4L * sample.Kept.Length);

    public void Write(ImrNetSample sample, BinaryWriter file)
    {
        CloudSampleCodec.Instance.Write(sample.Cloud, file);
        FeatureBytes.Write<int>(sample.Kept, file);
    }

    public ImrNetSample Read(BinaryReader file)
        => new(CloudSampleCodec.Instance.Read(file), FeatureBytes.ReadArray<int>(file));
}
