using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Blocks.Methods;

/// <summary>What methods see of a run.</summary>
internal static class MethodContexts
{
    /// <summary>The surroundings of one scan.</summary>
    /// <param name="context">The item.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="scope">The device; null for the cores.</param>
    /// <param name="threads">Most threads; null for the run's share.</param>
    public static MethodContext Of(BlockContext context, Scan scan, DeviceScope? scope, int? threads = null) => new()
    {
        Item = context.Item,
        Threads = threads ?? context.Run.KernelThreads,
        Seed = context.Run.Seed,
        Scope = scope,
        MaxPoints = scan.Fallback is { IsThinned: true } thinned ? thinned.MaxPoints : null,
        Remark = context.Run.AddRemarkOnce,
        Stop = context.Stop,
    };

    /// <summary>A scan with its scores.</summary>
    public static ScoredScan Scored(TrainedModel model, Scan scan, object sample, BlockContext context)
    {
        Scores scores = RunDevice.Compute(context, scope => model.Method.Score(model.Model, scan, sample,
            model.Options, Of(context, scan, scope)));
        return ScoredScan.Of(scan, scores) with { TrainingHash = model.About.TrainingHash };
    }
}
