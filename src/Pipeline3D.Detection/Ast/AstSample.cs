using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Ast;

/// <summary>A scan as AST's networks see it: depth about the object's mean, where the object is, and features of its
/// colour where these are looked at.</summary>
public sealed class AstSample
{
    internal AstSample(float[] depth, float[] foreground, float[] colour, int width, int height)
        => (Depth, Foreground, Colour, Width, Height) = (depth, foreground, colour, width, height);

    /// <summary>Centimetres from the object's mean depth; 0 outside. Shape [side, side].</summary>
    internal float[] Depth { get; }

    /// <summary>Share of each place that is the object's, from 0 to 1; shape [grid, grid].</summary>
    internal float[] Foreground { get; }

    /// <summary>Features of colour, shape [channels, grid, grid]; empty for depth alone.</summary>
    internal float[] Colour { get; }

    /// <summary>Columns of the scan.</summary>
    internal int Width { get; }

    /// <summary>Rows of the scan.</summary>
    internal int Height { get; }

    /// <summary>Channels of <see cref="Colour"/>.</summary>
    internal int ColourChannels => Colour.Length / Foreground.Length;
}

/// <summary>The samples as bytes.</summary>
internal sealed class AstSampleCodec : ISampleCodec<AstSample>
{
    public static readonly AstSampleCodec Instance = new();

    public long SizeOf(AstSample sample)
        => 64 + (sizeof(float) * ((long)sample.Depth.Length + sample.Foreground.Length + sample.Colour.Length));

    public void Write(AstSample sample, BinaryWriter file)
    {
        file.Write(sample.Width);
        file.Write(sample.Height);
        FeatureBytes.Write<float>(sample.Depth, file);
        FeatureBytes.Write<float>(sample.Foreground, file);
        FeatureBytes.Write<float>(sample.Colour, file);
    }

    public AstSample Read(BinaryReader file)
    {
        (int width, int height) = (file.ReadInt32(), file.ReadInt32());
        float[] depth = FeatureBytes.ReadArray<float>(file), foreground = FeatureBytes.ReadArray<float>(file);
        return new AstSample(depth, foreground, FeatureBytes.ReadArray<float>(file), width, height);
    }
}
