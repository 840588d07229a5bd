using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.PointFeatures;

/// <summary>The points of a scan with the features of its groups.</summary>
public sealed record GroupSample
{
    internal GroupSample(CloudSample points, GroupFeatures? groups) => (Points, Groups) = (points, groups);

    /// <summary>The points with a reading, and where they are in the scan.</summary>
    public CloudSample Points { get; }

    /// <summary>Centres and features; null when they depend on the model, as with clouds that are laid on a
    /// template.</summary>
    internal GroupFeatures? Groups { get; }

    /// <summary>The points about their mean, where the centres are.</summary>
    internal PointCloud Placed => CloudExtractor.Centred(Points.Points);

    /// <summary>The points of a scan, without features.</summary>
    internal static GroupSample Of(Scan scan, MethodContext context) => new(CloudSample.Of(scan, context), null);

    /// <summary>The same points with features of the cloud as it lies about its mean.</summary>
    internal GroupSample Described(PointMaeShelf shelf, GroupOptions options, MethodContext context)
        => new(Points, GroupFeatures.Of(shelf, Placed, options, context));
}

/// <summary>Group samples as bytes: points, and the features when there are some.</summary>
internal sealed class GroupSampleCodec : ISampleCodec<GroupSample>
{
    public static readonly GroupSampleCodec Instance = new();

    public long SizeOf(GroupSample sample) => CloudSampleCodec.Instance.SizeOf(sample.Points)
        + (sample.Groups is { } groups ? groups.Centres.ByteSize + (4L * groups.Rows.Values.Length) : 0);

    public void Write(GroupSample sample, BinaryWriter file)
    {
        CloudSampleCodec.Instance.Write(sample.Points, file);
        file.Write(sample.Groups is not null);
        if (sample.Groups is not { } groups)
            return;
        file.Write(groups.WeightsHash);
        FeatureBytes.Write<float>(groups.Centres.ToInterleaved(), file);
        FeatureBytes.Write(groups.Rows, file);
    }

    public GroupSample Read(BinaryReader file)
    {
        CloudSample points = CloudSampleCodec.Instance.Read(file);
        if (!file.ReadBoolean())
            return new GroupSample(points, null);
        string hash = file.ReadString();
        return new GroupSample(points, new GroupFeatures(PointCloud.FromInterleaved(
            FeatureBytes.ReadArray<float>(file)), FeatureBytes.Read(file), hash));
    }
}
