using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>What blocks that learn require of scans.</summary>
internal static class Clouds
{
    /// <summary>Rejects an anomalous scan among those to learn from.</summary>
    public static void RequireNormal(Scan scan, BlockContext context)
    {
        if (scan.IsAnomalous == true)
            throw context.Reject(RejectReason.AnomalousTrainingScan,
                "the scan is anomalous; a model is learnt from normal scans only");
    }
}
