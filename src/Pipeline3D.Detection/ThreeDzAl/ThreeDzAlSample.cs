using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A scan's hand-crafted features, and its points with their patches.</summary>
public sealed class ThreeDzAlSample
{
    internal ThreeDzAlSample(PatchSample features, CellPatches grid) => (Features, Grid) = (features, grid);

    /// <summary>FPFH of the cells.</summary>
    internal PatchSample Features { get; }

    /// <summary>Points and patches.</summary>
    internal CellPatches Grid { get; }
}

/// <summary>The samples as bytes.</summary>
internal sealed class ThreeDzAlSampleCodec : ISampleCodec<ThreeDzAlSample>
{
    public static readonly ThreeDzAlSampleCodec Instance = new();

    public long SizeOf(ThreeDzAlSample sample) => PatchSampleCodec.Instance.SizeOf(sample.Features)
        + sample.Grid.Points.ByteSize
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
    }

    public ThreeDzAlSample Read(BinaryReader file)
    {
        PatchSample features = PatchSampleCodec.Instance.Read(file);
        int side = file.ReadInt32();
        double radius = file.ReadDouble();
        int[] pixels = FeatureBytes.ReadArray<int>(file);
        PointCloud points = PointCloud.FromInterleaved(FeatureBytes.ReadArray<float>(file));
        int[] cells = FeatureBytes.ReadArray<int>(file);
        return new ThreeDzAlSample(features, new CellPatches(side, pixels, points, cells,
            FeatureBytes.ReadArray<int>(file), radius));
    }
}
