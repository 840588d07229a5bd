using Pipeline3D.Detection.Clouds;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cells;

/// <summary>Finds the cube of all training scans.</summary>
/// <param name="side">Voxels along a side.</param>
/// <param name="margin">Room on each side, as a share of the longest side.</param>
internal sealed class VoxelCubeFit(int side, double margin) : FrameFit<CloudSample>
{
    private Vector3d _low = new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity),
        _high = new(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);

    public override void Add(CloudSample sample)
    {
        for (int i = 0; i < sample.Points.Count; i++)
        {
            var point = Vector3d.Of(sample.Points, i);
            _low = new(Math.Min(_low.X, point.X), Math.Min(_low.Y, point.Y), Math.Min(_low.Z, point.Z));
            _high = new(Math.Max(_high.X, point.X), Math.Max(_high.Y, point.Y), Math.Max(_high.Z, point.Z));
        }
    }

    public override CellFrame<CloudSample> Complete()
    {
        Vector3d room = _high - _low;
        double edge = (1 + (2 * margin)) * Math.Max(room.X, Math.Max(room.Y, room.Z));
        // Scans of one place have no size; any will do.
        edge = edge > 0 ? edge : 1;
        return new VoxelCube(side, (0.5 * (_low + _high)) - new Vector3d(edge / 2, edge / 2, edge / 2), edge / side);
    }
}
