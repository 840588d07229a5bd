using System.Numerics;
using Pipeline3D.Data.Synthetic.Parts;
using Pipeline3D.Data.Synthetic.Rendering;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Synthetic;

/// <summary>Scans of bodies that are of no category, for methods that learn from scans of something else.</summary>
/// <remarks>Made and seen as the scans of <see cref="SyntheticDataset"/>, without the table.</remarks>
public static class ScrapScans
{
    // What lies so near to the table, metres, is taken for it.
    private const float TableHeight = 0.003f;

    /// <summary>Makes a scan.</summary>
    /// <param name="side">Pixels of each side; 16 or more.</param>
    /// <param name="seed">Seed of all scans.</param>
    /// <param name="index">Number of the scan.</param>
    /// <returns>Points in metres in the sensor's frame; (0,0,0) where there is no body.</returns>
    /// <remarks>Cost: about 25 ms at 224 pixels.</remarks>
    public static OrganizedCloud Make(int side, long seed, int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 16);
        SyntheticScan scan = SyntheticScan.Make(new ScrapModel(), "good", side, (ulong)seed, $"scrap/{index}");
        SensorReading reading = scan.Reading;
        PointCloud points = PointCloud.FromInterleaved(reading.Xyz);
        ScanView view = scan.Image.View;
        Vector3 normal = view.Axes().Normal, middle = new(0, 0, (float)view.Distance);
        for (int i = 0; i < points.Count; i++)
            if (Vector3.Dot(points[i] - middle, normal) < TableHeight)
                points[i] = default;
        return new OrganizedCloud(reading.Width, reading.Height, points);
    }
}
