using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Btf;

/// <summary>Features of the patches of an organized scan.</summary>
/// <param name="Points">Of the points; shape [patch_grid * patch_grid, d], row by row.</param>
/// <param name="Colour">Of the picture; as many rows; null for a scan without colour.</param>
/// <param name="Padding">How the scan was padded to a square.</param>
/// <param name="WeightsHash">SHA-256 of the network's weights; empty without colour.</param>
public sealed record ColourPatchSample(FeatureMatrix Points, FeatureMatrix? Colour, GridPadding Padding,
    string WeightsHash)
{
    /// <summary>The rows that are compared: colour, if it is wanted and there, and points.</summary>
    internal FeatureMatrix Rows(bool withColour)
        => withColour && Colour is not null ? ResNetPatches.Joined(Colour, Points) : Points;
}

/// <summary>Such samples as bytes: patches of points as <see cref="PatchSampleCodec"/> has them, the hash,
/// colour.</summary>
internal sealed class ColourPatchSampleCodec : ISampleCodec<ColourPatchSample>
{
    public static readonly ColourPatchSampleCodec Instance = new();

    public long SizeOf(ColourPatchSample sample)
        => sizeof(float) * (sample.Points.Values.LongLength + (sample.Colour?.Values.LongLength ?? 0));

    public void Write(ColourPatchSample sample, BinaryWriter file)
    {
        PatchSampleCodec.Instance.Write(new PatchSample(sample.Points, sample.Padding), file);
        file.Write(sample.WeightsHash);
        file.Write(sample.Colour is not null);
        if (sample.Colour is { } colour)
            FeatureBytes.Write(colour, file);
    }

    public ColourPatchSample Read(BinaryReader file)
    {
        (FeatureMatrix points, GridPadding padding) = PatchSampleCodec.Instance.Read(file);
        string hash = file.ReadString();
        return new ColourPatchSample(points, file.ReadBoolean() ? FeatureBytes.Read(file) : null, padding, hash);
    }
}
