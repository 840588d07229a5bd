using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>What AnomalyCLIP needs of a scan: features of its picture, and where that shows a defect.</summary>
public sealed class AnomalyClipSample
{
    internal AnomalyClipSample(PictureFeatures picture, int size, bool? isAnomalous, bool[] mask)
        => (Picture, Size, IsAnomalous, Mask) = (picture, size, isAnomalous, mask);

    /// <summary>Features of the one picture.</summary>
    internal PictureFeatures Picture { get; }

    /// <summary>Side of the picture, pixels.</summary>
    internal int Size { get; }

    /// <summary>Whether the scan has a defect; null when that is not known.</summary>
    internal bool? IsAnomalous { get; }

    /// <summary>Where the picture shows a defect, shape [Size, Size]; empty when the scan has no truth.</summary>
    internal bool[] Mask { get; }
}

/// <summary>AnomalyCLIP's samples as bytes.</summary>
internal sealed class AnomalyClipSampleCodec : ISampleCodec<AnomalyClipSample>
{
    public static readonly AnomalyClipSampleCodec Instance = new();

    public long SizeOf(AnomalyClipSample sample) => sample.Picture.ByteSize + sample.Mask.Length;

    public void Write(AnomalyClipSample sample, BinaryWriter file)
    {
        file.Write(sample.Size);
        file.Write((sbyte)(sample.IsAnomalous is { } known ? known ? 1 : 0 : -1));
        sample.Picture.Write(file);
        FeatureBytes.Write<byte>(Array.ConvertAll(sample.Mask, flag => flag ? (byte)1 : (byte)0), file);
    }

    public AnomalyClipSample Read(BinaryReader file)
    {
        int size = file.ReadInt32();
        sbyte state = file.ReadSByte();
        PictureFeatures picture = PictureFeatures.Read(file);
        return new AnomalyClipSample(picture, size, state < 0 ? null : state == 1,
            Array.ConvertAll(FeatureBytes.ReadArray<byte>(file), flag => flag != 0));
    }
}
