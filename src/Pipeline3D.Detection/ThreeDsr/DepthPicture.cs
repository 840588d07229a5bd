using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.ThreeDsr;

/// <summary>A scan as 3DSR's networks see it: a square picture of depths from 0.1 to 0.9, 0 where there is no
/// object.</summary>
public sealed class DepthPicture
{
    internal DepthPicture(int side, float[] depth, bool[] isForeground, int width, int height)
        => (Side, Depth, IsForeground, Width, Height) = (side, depth, isForeground, width, height);

    /// <summary>Pixels of a side; 0 for a cloud, of which there is no picture.</summary>
    internal int Side { get; }

    /// <summary>Shape [Side, Side].</summary>
    internal float[] Depth { get; }

    /// <summary>Shape [Side, Side]: where the object is.</summary>
    internal bool[] IsForeground { get; }

    /// <summary>Columns of the scan.</summary>
    internal int Width { get; }

    /// <summary>Rows of the scan.</summary>
    internal int Height { get; }
}

/// <summary>The pictures as bytes.</summary>
internal sealed class DepthPictureCodec : ISampleCodec<DepthPicture>
{
    public static readonly DepthPictureCodec Instance = new();

    public long SizeOf(DepthPicture sample) => 64 + (5L * sample.Depth.Length);

    public void Write(DepthPicture sample, BinaryWriter file)
    {
        file.Write(sample.Side);
        file.Write(sample.Width);
        file.Write(sample.Height);
        FeatureBytes.Write<float>(sample.Depth, file);
        FeatureBytes.Write<bool>(sample.IsForeground, file);
    }

    public DepthPicture Read(BinaryReader file)
    {
        (int side, int width, int height) = (file.ReadInt32(), file.ReadInt32(), file.ReadInt32());
        float[] depth = FeatureBytes.ReadArray<float>(file);
        return new DepthPicture(side, depth, FeatureBytes.ReadArray<bool>(file), width, height);
    }
}
