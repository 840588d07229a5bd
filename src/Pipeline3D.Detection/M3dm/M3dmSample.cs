using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointFeatures;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.M3dm;

/// <summary>Features of a scan: of the patches of its grid, or of groups of a cloud without one.</summary>
public sealed record M3dmSample
{
    internal M3dmSample(GridPatches? grid, GroupSample? cloud) => (Grid, Cloud) = (grid, cloud);

    /// <summary>Patches of a grid; null for a cloud.</summary>
    internal GridPatches? Grid { get; }

    /// <summary>Groups of a cloud; null for a grid.</summary>
    internal GroupSample? Cloud { get; }

    /// <summary>Features of points, one row a patch or group.</summary>
    internal FeatureMatrix Points => Grid?.Points ?? Cloud!.Groups!.Rows;

    /// <summary>SHA-256 of the weights of Point-MAE.</summary>
    internal string PointsHash => Grid?.PointsHash ?? Cloud!.Groups!.WeightsHash;
}

/// <summary>Samples of M3DM as bytes.</summary>
internal sealed class M3dmSampleCodec : ISampleCodec<M3dmSample>
{
    public static readonly M3dmSampleCodec Instance = new();

    public long SizeOf(M3dmSample sample) => sample.Cloud is { } cloud ? GroupSampleCodec.Instance.SizeOf(cloud)
        : sizeof(float) * (sample.Grid!.Points.Values.LongLength + (sample.Grid.Colour?.Values.LongLength ?? 0));

    public void Write(M3dmSample sample, BinaryWriter file)
    {
        file.Write(sample.Grid is not null);
        if (sample.Grid is not { } grid)
        {
            GroupSampleCodec.Instance.Write(sample.Cloud!, file);
            return;
        }
        PatchSampleCodec.Instance.Write(new PatchSample(grid.Points, grid.Padding), file);
        file.Write(grid.PointsHash);
        file.Write(grid.ColourHash);
        file.Write(grid.Colour is not null);
        if (grid.Colour is { } colour)
            FeatureBytes.Write(colour, file);
    }

    public M3dmSample Read(BinaryReader file)
    {
        if (!file.ReadBoolean())
            return new M3dmSample(null, GroupSampleCodec.Instance.Read(file));
        (FeatureMatrix points, GridPadding padding) = PatchSampleCodec.Instance.Read(file);
        string pointsHash = file.ReadString(), colourHash = file.ReadString();
        return new M3dmSample(new GridPatches(points, file.ReadBoolean() ? FeatureBytes.Read(file) : null, padding,
            pointsHash, colourHash), null);
    }
}
