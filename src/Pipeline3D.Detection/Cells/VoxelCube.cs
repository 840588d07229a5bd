using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cells;

/// <summary>A cube of voxels in the middle of the bounding box of all training scans, as long as its longest
/// side.</summary>
/// <param name="side">Voxels along a side.</param>
/// <param name="low">Its lowest corner.</param>
/// <param name="edge">Edge of a voxel, in the unit of the scans; above 0.</param>
internal sealed class VoxelCube(int side, Vector3d low, double edge) : CellFrame<CloudSample>
{
    private const string Name = "cube";

    /// <summary>[z, y, x].</summary>
    public override ImmutableArray<int> Extent { get; } = [side, side, side];

    public override bool MayMiss => true;

    /// <summary>Index of the voxel that a place lies in; -1 outside the cube. What lies on the cube's far faces is
    /// inside.</summary>
    public int CellOf(Vector3d place)
    {
        int x = Along(place.X - low.X), y = Along(place.Y - low.Y), z = Along(place.Z - low.Z);
        return x < 0 || y < 0 || z < 0 ? -1 : (((z * side) + y) * side) + x;
    }

    /// <summary>Turns about the normal of the plane that lies closest to the sample's points, through their
    /// mean.</summary>
    public override int Fill(CloudSample sample, double degrees, Span<float> cells)
    {
        cells.Fill(Empty);
        PointCloud points = degrees == 0 ? sample.Points : PlaneTurn.Of(sample.Points, degrees).Apply(sample.Points);
        int outside = 0;
        for (int i = 0; i < points.Count; i++)
            if (CellOf(Vector3d.Of(points, i)) is var cell and >= 0)
                cells[cell] = 1;
            else
                outside++;
        return outside;
    }

    /// <summary>A point takes the score of its voxel; the scan takes the highest of its points.</summary>
    public override Scores Spread(CloudSample sample, float[] scores, float outside, Scan scan, MethodContext context)
    {
        var each = new float[sample.Points.Count];
        int beyond = 0;
        for (int i = 0; i < each.Length; i++)
            if (CellOf(Vector3d.Of(sample.Points, i)) is var cell and >= 0)
                each[i] = scores[cell];
            else
                (each[i], beyond) = (outside, beyond + 1);
        if (beyond > 0)
            context.Remark("some scans have points outside the cube of the training scans; they score as points where "
                + "no training scan ever had one. Set 'margin' higher if parts lie less alike than those of the fit");
        return sample.Spread(each.Max(), each, scan);
    }

    public override void Save(ArtifactWriter file)
    {
        (string name, double value)[] numbers = [("x", low.X), ("y", low.Y), ("z", low.Z), ("edge", edge)];
        foreach ((string name, double value) in numbers)
            file.AddText($"{Name}_{name}", value.ToString("R", CultureInfo.InvariantCulture));
    }

    public static VoxelCube Load(ArtifactReader file, int side)
    {
        var low = new Vector3d(file.Double($"{Name}_x"), file.Double($"{Name}_y"), file.Double($"{Name}_z"));
        double edge = file.Double($"{Name}_edge");
        return edge > 0 && double.IsFinite(low.X + low.Y + low.Z + edge) ? new VoxelCube(side, low, edge)
            : throw file.Error($"its voxels have an edge of {edge}; learn the model anew");
    }

    // The difference is compared before it becomes a whole number, which holds no such numbers.
    private int Along(double distance)
    {
        double steps = distance / edge;
        return steps < 0 || steps > side ? -1 : Math.Min((int)steps, side - 1);
    }
}
