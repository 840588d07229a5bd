using Pipeline3D.Core;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks;

/// <summary>What blocks that learn require of scans.</summary>
internal static class Clouds
{
    /// <summary>Rejects an anomalous scan among those to learn from.</summary>
    public static void RequireNormal(Scan scan, BlockContext context)
    {
        if (scan.IsAnomalous == true)
            throw context.Reject(RejectReason.BlockFailed,
                "the scan is anomalous; a model is learnt from normal scans only");
    }
}
