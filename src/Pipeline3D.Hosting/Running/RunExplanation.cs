using System.Collections.Immutable;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Hosting.Running;

/// <summary>What a run of a pipeline would use, found out without reading any scan.</summary>
/// <param name="Device">The device that is meant, never <c>auto</c>.</param>
/// <param name="DeviceUse">The device and which blocks use it, in a sentence.</param>
/// <param name="BudgetBytes">Most bytes of scans in flight.</param>
/// <param name="Cached">Outputs of earlier runs that the cache holds, by block; blocks without any are left
/// out.</param>
public sealed record RunExplanation(
    string Device, string DeviceUse, long BudgetBytes, ImmutableDictionary<string, long> Cached)
{
    /// <summary>Explains a pipeline.</summary>
    /// <exception cref="RunException">There is no device as the pipeline asks for.</exception>
    public static RunExplanation Of(PipelineDefinition pipeline)
    {
        var cache = new FolderCache(pipeline.Run.Cache, TimeProvider.System);
        IEnumerable<KeyValuePair<string, string>> keys = pipeline.Run.Cache.Length > 0
            ? RunIdentity.Definitions(pipeline) : [];
        var cached = keys.Select(pair => KeyValuePair.Create(pair.Key, (long)cache.Count(pair.Value)))
            .Where(pair => pair.Value > 0).ToImmutableDictionary(StringComparer.Ordinal);
        using var devices = new DeviceCatalog();
        string device = devices.Resolve(pipeline).Device.Name;
        return new RunExplanation(device, PipelineDevices.Describe(pipeline, device),
            pipeline.Run.Budget ?? new RunOptions { Context = null! }.BudgetBytes, cached);
    }
}
