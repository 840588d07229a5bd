using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cells;

/// <summary>Scans as voxels of a cube: 1 where a point lies, -1 elsewhere. Grids and clouds alike.</summary>
/// <remarks>A sample is the points: where the cube lies is known after the last training scan.</remarks>
internal sealed class VoxelRepresentation : Representation<CloudSample>
{
    public static readonly VoxelRepresentation Instance = new();

    public override ISampleCodec<CloudSample> Codec => CloudSampleCodec.Instance;

    public override ScanNeeds Needs => new() { Readings = 1 };

    // Coordinates of different scans are compared, so they are those of the files.
    public override CloudSample Prepare(Scan scan, CellOptions options, MethodContext context)
    {
        CloudSample sample = CloudSample.Of(scan, context);
        return scan.Offset == default ? sample : sample with
        {
            Points = Rigid.Translated(sample.Points, scan.Offset),
        };
    }

    public override long SampleBytes(CellOptions options, long points) => 16 * points;

    public override FrameFit<CloudSample> Begin(CellOptions options) => new VoxelCubeFit(options.Side, options.Margin);

    public override CellFrame<CloudSample> Load(ArtifactReader file, CellOptions options)
        => VoxelCube.Load(file, options.Side);
}
