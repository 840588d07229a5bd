using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Grids;

namespace Pipeline3D.Detection.Cells;

/// <summary>The distances of all training scans: the nearest becomes -0.8, the farthest 0.8, no reading -1.</summary>
/// <remarks>*Reconstruction*: the paper says no scale. What lies nearer or farther goes on in the same
/// measure.</remarks>
/// <param name="side">Pixels of a side.</param>
/// <param name="near">The nearest.</param>
/// <param name="far">The farthest; above it.</param>
internal sealed class DepthRange(int side, double near, double far) : CellFrame<DistancePicture>
{
    private const string NearName = "near", FarName = "far";
    private const double Reach = 0.8;

    /// <summary>[row, column].</summary>
    public override ImmutableArray<int> Extent { get; } = [side, side];

    public override bool MayMiss => false;

    /// <summary>Turns in the plane of the picture: about the plane's normal where the sensor looks along it.</summary>
    public override int Fill(DistancePicture sample, double degrees, Span<float> cells)
    {
        float[] distances = degrees == 0 ? sample.Distances
            : GridTurn.Nearest(sample.Distances, side, side, degrees);
        for (int i = 0; i < distances.Length; i++)
            cells[i] = distances[i] == 0 ? Empty
                : (float)(Reach * ((2 * (distances[i] - near) / (far - near)) - 1));
        return 0;
    }

    /// <summary>The map on the pixels of the scan, interpolated; the scan takes the highest.</summary>
    public override Scores Spread(DistancePicture sample, float[] scores, float outside, Scan scan,
        MethodContext context)
    {
        float[] each = new ScoreMap(side, side, scores).ToScan(DepthRepresentation.PaddingOf(scan.Grid!.Width,
            scan.Grid.Height)).Scores;
        return new Scores(each.Max(), each);
    }

    public override void Save(ArtifactWriter file)
    {
        file.AddText(NearName, near.ToString("R", CultureInfo.InvariantCulture));
        file.AddText(FarName, far.ToString("R", CultureInfo.InvariantCulture));
    }

    public static DepthRange Load(ArtifactReader file, int side)
    {
        double near = file.Double(NearName), far = file.Double(FarName);
        return far > near && double.IsFinite(far - near) ? new DepthRange(side, near, far)
            : throw file.Error($"its distances go from {near} to {far}; learn the model anew");
    }
}

/// <summary>Finds the distances of all training scans.</summary>
/// <param name="side">Pixels of a side.</param>
/// <param name="margin">Room before and behind, as a share of what lies between.</param>
internal sealed class DepthRangeFit(int side, double margin) : FrameFit<DistancePicture>
{
    private double _near = double.PositiveInfinity, _far = double.NegativeInfinity;

    public override void Add(DistancePicture sample)
    {
        foreach (float distance in sample.Distances)
            if (distance != 0)
                (_near, _far) = (Math.Min(_near, distance), Math.Max(_far, distance));
    }

    public override CellFrame<DistancePicture> Complete()
    {
        // What is flat has no depth to measure by; a share of the distance will do.
        double room = _far > _near ? _far - _near : _far;
        return new DepthRange(side, _near - (margin * room), _near + ((1 + margin) * room));
    }
}
