using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Btf;

namespace Pipeline3D.Detection.RegAd;

/// <summary>The picture of a scan.</summary>
public sealed class RegAdSample
{
    internal RegAdSample(int side, byte[] pixels, string category)
        => (Side, Pixels, Category) = (side, pixels, category);

    /// <summary>Side of the picture, pixels.</summary>
    internal int Side { get; }

    /// <summary>Grey, shape [side, side], or colour, shape [side, side, 3].</summary>
    internal byte[] Pixels { get; }

    /// <summary>Category of the scan.</summary>
    internal string Category { get; }

    /// <summary>The picture in colour; shape [side, side, 3].</summary>
    internal byte[] Rgb()
    {
        if (Pixels.Length == 3 * Side * Side)
            return Pixels;
        var rgb = new byte[3 * Pixels.Length];
        for (int i = 0; i < Pixels.Length; i++)
            rgb.AsSpan(3 * i, 3).Fill(Pixels[i]);
        return rgb;
    }
}

/// <summary>The samples as bytes.</summary>
internal sealed class RegAdSampleCodec : ISampleCodec<RegAdSample>
{
    public static readonly RegAdSampleCodec Instance = new();

    public long SizeOf(RegAdSample sample) => sample.Pixels.Length + (2L * sample.Category.Length);

    public void Write(RegAdSample sample, BinaryWriter file)
    {
        file.Write(sample.Side);
        file.Write(sample.Category);
        FeatureBytes.Write<byte>(sample.Pixels, file);
    }

    public RegAdSample Read(BinaryReader file)
    {
        int side = file.ReadInt32();
        string category = file.ReadString();
        return new RegAdSample(side, FeatureBytes.ReadArray<byte>(file), category);
    }
}
