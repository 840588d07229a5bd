using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Health;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>A scan cut into patches that overlap: farthest points as centres, the nearest points of each.</summary>
public sealed record PatchedScan
{
    internal PatchedScan(PointCloud points, int[] places, int size, int[] members, int side, GridPadding? padding,
        FeatureMatrix? colour, string weightsHash)
        => (Points, Places, Size, Members, Side, Padding, Colour, WeightsHash) = (points, places, size, members, side,
            padding, colour, weightsHash);

    /// <summary>The points that are looked at.</summary>
    internal PointCloud Points { get; }

    /// <summary>Their pixels in the resized square; without a grid their indices in the scan.</summary>
    internal int[] Places { get; }

    /// <summary>Points of a patch.</summary>
    internal int Size { get; }

    /// <summary>Indices among the points; shape [patches, Size], the centre first.</summary>
    internal int[] Members { get; }

    /// <summary>Side of the resized square, pixels; 0 without a grid.</summary>
    internal int Side { get; }

    /// <summary>How the scan was padded to a square; null without a grid.</summary>
    internal GridPadding? Padding { get; }

    /// <summary>What a network sees in the cells of the colour picture; null where none looked.</summary>
    internal FeatureMatrix? Colour { get; init; }

    /// <summary>SHA-256 of that network's weights; empty where none looked.</summary>
    internal string WeightsHash { get; init; }

    /// <summary>How many patches.</summary>
    internal int Patches => Members.Length / Size;

    /// <summary>Cuts a scan.</summary>
    /// <exception cref="ItemRejectedException">It has fewer points than a patch.</exception>
    internal static PatchedScan Of(Scan scan, SurfacePatchOptions options, MethodContext context)
    {
        if (scan.Grid is not { } grid)
            return Cut(OfCloud(scan, options, context), 0, null, options, context);
        var padding = GridPadding.ToSquare(grid.Width, grid.Height, options.PadMultiple);
        // Of a thinned scan the lattice is the grid; nothing is enlarged, which would only repeat points.
        OrganizedCloud square = scan.Lattice is { } lattice ? lattice.GatherSquare(grid, padding) : padding.Pad(grid);
        int side = Math.Min(options.GridSize, square.Width);
        square = GridResize.Nearest(square, side, side);
        int[] pixels = square.ValidIndices();
        return Cut((square.Points.Select(pixels), pixels), side, padding, options, context);
    }

    /// <summary>The patches, each in its own frame: the longest side of its box is 1, its mean is the origin.</summary>
    /// <returns>Shape [patches, Size, 3]; all points of a patch at the origin where they coincide.</returns>
    internal float[] Normalised()
    {
        var all = new float[checked(3 * Members.Length)];
        for (int patch = 0; patch < Patches; patch++)
            ExtentCloud.Of(Points.Select(Members.AsSpan(patch * Size, Size))).ToInterleaved()
                .CopyTo(all, 3 * patch * Size);
        return all;
    }

    private static (PointCloud, int[]) OfCloud(Scan scan, SurfacePatchOptions options, MethodContext context)
    {
        (PointCloud points, int[] indices) = ScanRules.Valid(scan, context);
        if (points.Count <= options.CloudPoints)
            return (points, indices);
        int[] kept = HashSample.Of(scan.Cloud, indices, options.CloudPoints);
        Array.Resize(ref kept, Math.Min(kept.Length, options.CloudPoints));
        return (scan.Cloud.Select(kept), kept);
    }

    private static PatchedScan Cut((PointCloud Points, int[] Places) found, int side, GridPadding? padding,
        SurfacePatchOptions options, MethodContext context)
    {
        (PointCloud points, int[] places) = found;
        if (points.Count < options.PatchPoints)
            throw context.Reject(RejectReason.TooFewPoints, $"the scan has {points.Count} points with a reading"
                + (side > 0 ? $" at {side} x {side} pixels" : "") + $", a patch needs {options.PatchPoints}; lower "
                + "patch_points" + (side > 0 ? ", or raise grid_size" : ""));
        var groups = PointGroups.Of(points, options.PatchesOf(points.Count), options.PatchPoints,
            threads: context.Threads, stop: context.Stop);
        return new PatchedScan(points, places, options.PatchPoints, groups.Members, side, padding, null, "");
    }
}

/// <summary>Patched scans as bytes.</summary>
internal sealed class PatchedScanCodec : ISampleCodec<PatchedScan>
{
    public static readonly PatchedScanCodec Instance = new();

    public long SizeOf(PatchedScan sample) => sample.Points.ByteSize + (4L * sample.Places.Length)
        + (4L * sample.Members.Length) + (4L * (sample.Colour?.Values.Length ?? 0));

    public void Write(PatchedScan sample, BinaryWriter file)
    {
        CloudSampleCodec.Instance.Write(new CloudSample(sample.Points, sample.Places, sample.Colour), file);
        file.Write(sample.Size);
        FeatureBytes.Write<int>(sample.Members, file);
        file.Write(sample.Side);
        file.Write(sample.WeightsHash);
        GridPadding? padding = sample.Padding;
        FeatureBytes.Write<int>(padding is null ? [] : [padding.Width, padding.Height, padding.PaddedWidth,
            padding.PaddedHeight, padding.Left, padding.Top], file);
    }

    public PatchedScan Read(BinaryReader file)
    {
        CloudSample cloud = CloudSampleCodec.Instance.Read(file);
        int size = file.ReadInt32();
        int[] members = FeatureBytes.ReadArray<int>(file);
        int side = file.ReadInt32();
        string hash = file.ReadString();
        int[] padding = FeatureBytes.ReadArray<int>(file);
        return new PatchedScan(cloud.Points, cloud.Indices, size, members, side, padding.Length == 0 ? null
            : new GridPadding(padding[0], padding[1], padding[2], padding[3], padding[4], padding[5]), cloud.Features,
            hash);
    }
}
