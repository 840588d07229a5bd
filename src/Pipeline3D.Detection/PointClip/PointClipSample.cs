using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.PointClip;

/// <summary>What PointCLIP V2 needs of a scan: per view features of the picture of the object and of the patches of the
/// picture of the points, and which points it sees.</summary>
public sealed class PointClipSample
{
    internal PointClipSample(PictureFeatures views, SeenPoints seen) => (Views, Seen) = (views, seen);

    /// <summary>Features of the ten views.</summary>
    internal PictureFeatures Views { get; }

    /// <summary>Which points the views see, at pixels of 224.</summary>
    internal SeenPoints Seen { get; }
}

/// <summary>PointCLIP V2's samples as bytes.</summary>
internal sealed class PointClipSampleCodec : ISampleCodec<PointClipSample>
{
    public static readonly PointClipSampleCodec Instance = new();

    public long SizeOf(PointClipSample sample) => sample.Views.ByteSize + sample.Seen.ByteSize;

    public void Write(PointClipSample sample, BinaryWriter file)
    {
        sample.Views.Write(file);
        sample.Seen.Write(file);
    }

    public PointClipSample Read(BinaryReader file)
    {
        PictureFeatures views = PictureFeatures.Read(file);
        return new PointClipSample(views, SeenPoints.Read(file));
    }
}
