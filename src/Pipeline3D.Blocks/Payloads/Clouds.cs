using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Blocks;

/// <summary>Scans as plain clouds.</summary>
internal static class Clouds
{
    /// <summary>The points with a reading and their indices in the scan.</summary>
    public static (PointCloud Points, int[] Indices) Valid(
        Scan scan, BlockContext context, DeviceScope? scope = null)
    {
        Scans.RequirePoints(scan, context, atLeast: 3);
        int[] indices = Scans.Readings(scan);
        if (indices.Length == scan.Cloud.Count)
            return (scan.Cloud, indices);
        return (OnDevice.Select(scope, scan.Cloud, indices, context.Stop), indices);
    }

    /// <summary>Rejects an anomalous scan among those to learn from.</summary>
    public static void RequireNormal(Scan scan, BlockContext context)
    {
        if (scan.IsAnomalous == true)
            throw context.Reject(RejectReason.AnomalousTrainingScan,
                "the scan is anomalous; a model is learnt from normal scans only");
    }
}
