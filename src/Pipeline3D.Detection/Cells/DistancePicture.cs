using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Cells;

/// <summary>A scan on a grid as a square picture of distances to the sensor.</summary>
public sealed class DistancePicture
{
    internal DistancePicture(int side, float[] distances) => (Side, Distances) = (side, distances);

    /// <summary>Pixels of a side.</summary>
    internal int Side { get; }

    /// <summary>Shape [Side, Side]; in the unit of the scan, 0 without a reading.</summary>
    internal float[] Distances { get; }
}

/// <summary>The pictures as bytes.</summary>
internal sealed class DistancePictureCodec : ISampleCodec<DistancePicture>
{
    public static readonly DistancePictureCodec Instance = new();

    public long SizeOf(DistancePicture sample) => 16 + (4L * sample.Distances.Length);

    public void Write(DistancePicture sample, BinaryWriter file)
    {
        file.Write(sample.Side);
        FeatureBytes.Write<float>(sample.Distances, file);
    }

    public DistancePicture Read(BinaryReader file)
        => new(file.ReadInt32(), FeatureBytes.ReadArray<float>(file));
}
