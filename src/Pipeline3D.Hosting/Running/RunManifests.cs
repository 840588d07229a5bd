using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Reporting.Manifest;

namespace Pipeline3D.Hosting.Running;

/// <summary>Makes the manifest of a run.</summary>
internal static class RunManifests
{
    /// <summary>What ran and how it went; paths in the run's folder are relative to it.</summary>
    /// <param name="pipeline">What was run.</param>
    /// <param name="replay">What a replay overrode on top; null when it was none.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="context">The run.</param>
    /// <param name="budget">The bytes that were allowed in flight.</param>
    public static RunManifest Of(PipelineDefinition pipeline, IReadOnlyList<string>? replay, RunResult result,
        RunContext context, long budget) => new()
    {
        Pipeline = pipeline.Name,
        Summary = pipeline.Summary,
        File = context.Folder.Relative(pipeline.File),
        Overrides = pipeline.Overrides,
        Replay = replay ?? [],
        Parameters = Relative(pipeline.Parameters, context.Folder),
        Blocks = [.. pipeline.Blocks.Select(block => BlockOf(block, result, context.Folder))],
        Seed = pipeline.Run.Seed,
        Status = result.Status.ToString().ToLowerInvariant(),
        Started = result.Started,
        ElapsedSeconds = result.Elapsed.TotalSeconds,
        Counts = new Dictionary<string, long>
        {
            ["listed"] = result.Counts.Listed,
            ["read"] = result.Counts.Read,
            ["completed"] = result.Counts.Completed,
            ["dead"] = result.Counts.Dead,
            ["filtered"] = result.Counts.Filtered,
            ["resumed"] = result.Counts.Resumed,
        },
        PeakBytes = result.PeakBytes,
        PeakResidentBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        BudgetBytes = budget,
        Failures = [.. result.Failures.Select(context.Folder.Relative)],
        Remarks = Remarks(context),
        Facts = Relative(context.Facts, context.Folder),
        Workers = [.. result.Workers.Select(worker => new ManifestWorker(worker.Worker, worker.Items,
            worker.Busy.TotalSeconds, worker.Again))],
        Machine = new Dictionary<string, string>
        {
            ["program"] = RunIdentity.Program,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
            ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory"] = ByteSize.Write(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            ["device"] = context.Device?.Name ?? "cpu",
        },
    };

    /// <summary>What was remarked so far.</summary>
    public static IReadOnlyList<string> Remarks(RunContext context)
        => [.. context.Remarks.Distinct().Select(context.Folder.Relative)];

    private static SortedDictionary<string, string> Relative(IEnumerable<KeyValuePair<string, string>> texts,
        RunFolder folder) => new(texts.ToDictionary(text => text.Key, text => folder.Relative(text.Value)),
            StringComparer.Ordinal);

    private static ManifestBlock BlockOf(BlockDefinition block, RunResult result, RunFolder folder)
    {
        BlockStatistics? did = result.Blocks.FirstOrDefault(statistics => statistics.Block == block.Id);
        return new ManifestBlock(block.Id, block.Use, block.Options.ToDictionary(option => option.Key,
            option => folder.Relative(option.Value)), did?.Items ?? 0, did?.Dead ?? 0,
            did?.Busy.TotalSeconds ?? 0, did?.Waited.TotalSeconds ?? 0, did?.Longest.TotalSeconds ?? 0)
        {
            Version = block.Version, Cached = did?.Cached ?? 0,
        };
    }
}
