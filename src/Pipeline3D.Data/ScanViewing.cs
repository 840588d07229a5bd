using Pipeline3D.Geometry;

namespace Pipeline3D.Data;

/// <summary>What of a scan its views show.</summary>
public static class ScanViewing
{
    /// <summary>The points to show, ascending: of a grid the pixels with z other than 0, of a cloud all finite
    /// points.</summary>
    /// <remarks>Source: PointAD's code. A point on the axis of the sensor, x or y exactly 0, is shown although it
    /// counts as no reading elsewhere.</remarks>
    public static int[] OwnOf(Scan scan) => scan.Grid is { } grid ? grid.ValidIndices(ValidRule.ZNonZero)
        : scan.Readings;

    /// <summary>Which cells or points are anomalous; null when unknown.</summary>
    public static bool[]? LabelsOf(Scan scan) => scan.Truth is { } truth
        ? Array.ConvertAll(truth.Ids, id => id != 0) : scan.IsAnomalous == false ? new bool[scan.Cloud.Count] : null;
}
