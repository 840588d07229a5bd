using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Takes points one by one and refuses those that are closer than a gap to one before.</summary>
/// <remarks>Cells of the gap's size: 27 are looked into for each point.</remarks>
internal sealed class SparsePoints(float gap)
{
    private readonly Dictionary<(int, int, int), List<Vector3>> _cells = [];

    /// <summary>Whether the point is taken.</summary>
    public bool TryAdd(Vector3 point)
    {
        if (gap <= 0)
            return true;
        (int x, int y, int z) = (Cell(point.X), Cell(point.Y), Cell(point.Z));
        for (int cell = 0; cell < 27; cell++)
            if (_cells.TryGetValue((x + cell % 3 - 1, y + cell / 3 % 3 - 1, z + cell / 9 - 1), out List<Vector3>? near)
                && near.Exists(other => Vector3.DistanceSquared(other, point) < gap * gap))
                return false;
        if (!_cells.TryGetValue((x, y, z), out List<Vector3>? own))
            _cells.Add((x, y, z), own = []);
        own.Add(point);
        return true;
    }

    private int Cell(float value) => (int)MathF.Floor(value / gap);
}
