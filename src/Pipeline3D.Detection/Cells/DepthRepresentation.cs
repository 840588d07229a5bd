using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cells;

/// <summary>Scans on a grid as pictures of distances to the sensor, padded to a square and resized.</summary>
internal sealed class DepthRepresentation : Representation<DistancePicture>
{
    public static readonly DepthRepresentation Instance = new();

    public override ISampleCodec<DistancePicture> Codec => DistancePictureCodec.Instance;

    public override ScanNeeds Needs => new() { Grid = true };

    public override DistancePicture Prepare(Scan scan, CellOptions options, MethodContext context)
    {
        OrganizedCloud grid = scan.Lattice is { } lattice ? lattice.Gather(scan.Grid!) : scan.Grid!;
        // Points are never interpolated: a mean of a surface and nothing is a point that nobody saw.
        OrganizedCloud square = GridResize.Nearest(PaddingOf(grid.Width, grid.Height).Pad(grid), options.Side,
            options.Side, ResizeRule.NearestCentre);
        var distances = new float[options.Side * options.Side];
        for (int i = 0; i < distances.Length; i++)
            if (square.IsValid(i))
                distances[i] = (float)(Vector3d.Of(square.Points, i) + scan.Offset).Length;
        return distances.AsSpan().ContainsAnyExcept(0) ? new DistancePicture(options.Side, distances)
            : throw context.Reject(RejectReason.TooFewPoints, $"a picture of {options.Side} pixels a side picks no "
                + "point with a reading; look at the scan, or set 'side' higher");
    }

    public override long SampleBytes(CellOptions options, long points) => 16 + (4L * options.Side * options.Side);

    public override FrameFit<DistancePicture> Begin(CellOptions options)
        => new DepthRangeFit(options.Side, options.Margin);

    public override CellFrame<DistancePicture> Load(ArtifactReader file, CellOptions options)
        => DepthRange.Load(file, options.Side);

    /// <summary>How a grid sits in its square.</summary>
    public static GridPadding PaddingOf(int width, int height) => GridPadding.ToSquare(width, height, 1);
}
