using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>What AnomalyCLIP needs of a scan: features of its pictures, and where these show a defect.</summary>
public sealed class AnomalyClipSample
{
    internal AnomalyClipSample(PictureFeatures pictures, int size, bool? isAnomalous, bool[] mask)
        => (Pictures, Size, IsAnomalous, Mask) = (pictures, size, isAnomalous, mask);

    /// <summary>Features of the depth picture, the colour picture, or both in this order.</summary>
    internal PictureFeatures Pictures { get; }

    /// <summary>Side of the picture, pixels.</summary>
    internal int Size { get; }

    /// <summary>Whether the scan has a defect; null when that is not known.</summary>
    internal bool? IsAnomalous { get; }

    /// <summary>Where the pictures show a defect, shape [Size, Size]; empty when the scan has no truth.</summary>
    internal bool[] Mask { get; }
}

/// <summary>AnomalyCLIP's samples as bytes.</summary>
internal sealed class AnomalyClipSampleCodec : ISampleCodec<AnomalyClipSample>
{
    public static readonly AnomalyClipSampleCodec Instance = new();

    public long SizeOf(AnomalyClipSample sample) => sample.Pictures.ByteSize + sample.Mask.Length;

    public void Write(AnomalyClipSample sample, BinaryWriter file)
    {
        file.Write(sample.Size);
        file.Write((sbyte)(sample.IsAnomalous is { } known ? known ? 1 : 0 : -1));
        sample.Pictures.Write(file);
        FeatureBytes.Write<byte>(Array.ConvertAll(sample.Mask, flag => flag ? (byte)1 : (byte)0), file);
    }

    public AnomalyClipSample Read(BinaryReader file)
    {
        int size = file.ReadInt32();
        sbyte state = file.ReadSByte();
        PictureFeatures pictures = PictureFeatures.Read(file);
        return new AnomalyClipSample(pictures, size, state < 0 ? null : state == 1,
            Array.ConvertAll(FeatureBytes.ReadArray<byte>(file), flag => flag != 0));
    }
}
