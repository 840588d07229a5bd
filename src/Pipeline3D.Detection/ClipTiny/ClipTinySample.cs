using System.Collections.Immutable;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.ClipTiny;

/// <summary>The views of a scan with what their captions say.</summary>
public sealed class ClipTinySample
{
    internal ClipTinySample(int side, ImmutableArray<byte[]> pictures, ImmutableArray<float[]> defects, string category,
        string defect) => (Side, Pictures, Defects, Category, Defect) = (side, pictures, defects, category, defect);

    /// <summary>Side of a picture, pixels.</summary>
    internal int Side { get; }

    /// <summary>One grey picture per view, shape [side, side].</summary>
    internal ImmutableArray<byte[]> Pictures { get; }

    /// <summary>Per view the share of each patch that shows a defect.</summary>
    internal ImmutableArray<float[]> Defects { get; }

    /// <summary>What the scan is of.</summary>
    internal string Category { get; }

    /// <summary>Kind of the defect; empty for none.</summary>
    internal string Defect { get; }
}

/// <summary>The samples as bytes.</summary>
internal sealed class ClipTinySampleCodec : ISampleCodec<ClipTinySample>
{
    public static readonly ClipTinySampleCodec Instance = new();

    public long SizeOf(ClipTinySample sample) => sample.Pictures.Sum(picture => (long)picture.Length)
        + sample.Defects.Sum(view => 4L * view.Length);

    public void Write(ClipTinySample sample, BinaryWriter file)
    {
        file.Write(sample.Side);
        file.Write(sample.Category);
        file.Write(sample.Defect);
        file.Write(sample.Pictures.Length);
        foreach (byte[] picture in sample.Pictures)
            FeatureBytes.Write<byte>(picture, file);
        foreach (float[] view in sample.Defects)
            FeatureBytes.Write<float>(view, file);
    }

    public ClipTinySample Read(BinaryReader file)
    {
        (int side, string category, string defect, int views) = (file.ReadInt32(), file.ReadString(),
            file.ReadString(), file.ReadInt32());
        byte[][] pictures = [.. Enumerable.Range(0, views).Select(_ => FeatureBytes.ReadArray<byte>(file))];
        return new ClipTinySample(side, [.. pictures],
            [.. Enumerable.Range(0, views).Select(_ => FeatureBytes.ReadArray<float>(file))], category, defect);
    }
}
