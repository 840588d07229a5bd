using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>Some points of a scan, moved to its middle and brought to a ball of radius 1.</summary>
public sealed class CheraghianSample
{
    internal CheraghianSample(int[] cells, float[] places, bool? isAnomalous)
        => (Cells, Places, IsAnomalous) = (cells, places, isAnomalous);

    /// <summary>Cells of the points in the scan, ascending; shape [n].</summary>
    internal int[] Cells { get; }

    /// <summary>Shape [n, 3].</summary>
    internal float[] Places { get; }

    /// <summary>Whether the scan has a defect; null when that is not known.</summary>
    internal bool? IsAnomalous { get; }
}

/// <summary>The samples as bytes.</summary>
internal sealed class CheraghianSampleCodec : ISampleCodec<CheraghianSample>
{
    public static readonly CheraghianSampleCodec Instance = new();

    public long SizeOf(CheraghianSample sample) => 4L * (sample.Cells.Length + sample.Places.Length);

    public void Write(CheraghianSample sample, BinaryWriter file)
    {
        file.Write((sbyte)(sample.IsAnomalous is { } known ? known ? 1 : 0 : -1));
        FeatureBytes.Write<int>(sample.Cells, file);
        FeatureBytes.Write<float>(sample.Places, file);
    }

    public CheraghianSample Read(BinaryReader file)
    {
        sbyte state = file.ReadSByte();
        int[] cells = FeatureBytes.ReadArray<int>(file);
        return new CheraghianSample(cells, FeatureBytes.ReadArray<float>(file), state < 0 ? null : state == 1);
    }
}
