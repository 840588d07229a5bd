using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A scan's features of points and of colour, and its points with their patches.</summary>
public sealed class ThreeDzAlSample
{
    internal ThreeDzAlSample(PatchSample features, CellPatches grid, FeatureMatrix? colour = null,
        string weightsHash = "") => (Features, Grid, Colour, WeightsHash) = (features, grid, colour, weightsHash);

    /// <summary>FPFH of the cells.</summary>
    internal PatchSample Features { get; }

    /// <summary>Points and patches.</summary>
    internal CellPatches Grid { get; }

    /// <summary>Colour of the cells; null where it is not looked at.</summary>
    internal FeatureMatrix? Colour { get; }

    /// <summary>SHA-256 of the weights that colour was seen by; empty where it is not looked at.</summary>
    internal string WeightsHash { get; }

    /// <summary>What is not learnt here: colour, then FPFH.</summary>
    internal FeatureMatrix Given => Colour is null ? Features.Patches : ResNetPatches.Joined(Colour, Features.Patches);
}

/// <summary>The samples as bytes.</summary>
internal sealed class ThreeDzAlSampleCodec : ISampleCodec<ThreeDzAlSample>
{
    public static readonly ThreeDzAlSampleCodec Instance = new();

    public long SizeOf(ThreeDzAlSample sample) => PatchSampleCodec.Instance.SizeOf(sample.Features)
        + sample.Grid.Points.ByteSize + (sizeof(float) * (sample.Colour?.Values.LongLength ?? 0))
        + (4L * (sample.Grid.Pixels.Length + sample.Grid.Cells.Length + sample.Grid.Members.Length));

    public void Write(ThreeDzAlSample sample, BinaryWriter file)
    {
        PatchSampleCodec.Instance.Write(sample.Features, file);
        CellPatches grid = sample.Grid;
        file.Write(grid.Side);
        file.Write(grid.Radius);
        FeatureBytes.Write<int>(grid.Pixels, file);
        FeatureBytes.Write<float>(grid.Points.ToInterleaved(), file);
        FeatureBytes.Write<int>(grid.Cells, file);
        FeatureBytes.Write<int>(grid.Members, file);
        file.Write(sample.WeightsHash);
        file.Write(sample.Colour is not null);
        if (sample.Colour is { } colour)
            FeatureBytes.Write(colour, file);
    }

    public ThreeDzAlSample Read(BinaryReader file)
    {
        PatchSample features = PatchSampleCodec.Instance.Read(file);
        int side = file.ReadInt32();
        double radius = file.ReadDouble();
        int[] pixels = FeatureBytes.ReadArray<int>(file);
        PointCloud points = PointCloud.FromInterleaved(FeatureBytes.ReadArray<float>(file));
        int[] cells = FeatureBytes.ReadArray<int>(file);
        int[] members = FeatureBytes.ReadArray<int>(file);
        string hash = file.ReadString();
        return new ThreeDzAlSample(features, new CellPatches(side, pixels, points, cells, members, radius),
            file.ReadBoolean() ? FeatureBytes.Read(file) : null, hash);
    }
}
