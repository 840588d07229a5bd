using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cpmf;

/// <summary>Features of a scan: of the patches of its grid, or of points of a cloud without one.</summary>
public sealed record CpmfSample
{
    internal CpmfSample(PatchSample? grid, CloudSample? cloud, int pictureColumns, string weightsHash)
        => (Grid, Cloud, PictureColumns, WeightsHash) = (grid, cloud, pictureColumns, weightsHash);

    /// <summary>Patches of a grid; null for a cloud.</summary>
    internal PatchSample? Grid { get; }

    /// <summary>A cloud, with features of the points that were chosen; null for a grid.</summary>
    internal CloudSample? Cloud { get; }

    /// <summary>Columns of pictures.</summary>
    internal int PictureColumns { get; }

    /// <summary>SHA-256 of the network's weights; empty without pictures.</summary>
    internal string WeightsHash { get; }

    /// <summary>One row a patch or a chosen point.</summary>
    internal FeatureMatrix Rows => Grid?.Patches ?? Cloud!.Features!;
}

/// <summary>Samples of CPMF as bytes.</summary>
internal sealed class CpmfSampleCodec : ISampleCodec<CpmfSample>
{
    public static readonly CpmfSampleCodec Instance = new();

    public long SizeOf(CpmfSample sample) => sample.Grid is { } grid ? PatchSampleCodec.Instance.SizeOf(grid)
        : CloudSampleCodec.Instance.SizeOf(sample.Cloud!);

    public void Write(CpmfSample sample, BinaryWriter file)
    {
        file.Write(sample.PictureColumns);
        file.Write(sample.WeightsHash);
        file.Write(sample.Grid is not null);
        if (sample.Grid is { } grid)
            PatchSampleCodec.Instance.Write(grid, file);
        else
            CloudSampleCodec.Instance.Write(sample.Cloud!, file);
    }

    public CpmfSample Read(BinaryReader file)
    {
        int columns = file.ReadInt32();
        string hash = file.ReadString();
        return file.ReadBoolean() ? new CpmfSample(PatchSampleCodec.Instance.Read(file), null, columns, hash)
            : new CpmfSample(null, CloudSampleCodec.Instance.Read(file), columns, hash);
    }
}
