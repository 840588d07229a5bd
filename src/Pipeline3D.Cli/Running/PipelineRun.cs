using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Pipeline3D.Blocks;
using Pipeline3D.Core;
using Pipeline3D.Definitions;
using Pipeline3D.Engine;
using Pipeline3D.Kernels;
using Pipeline3D.Reporting;

namespace Pipeline3D.Cli;

/// <summary>Runs a pipeline file: graph, progress, manifest, report, summary.</summary>
internal sealed class PipelineRun(PipelineDefinition pipeline, RunRequest request, string folder, CliConsole console)
{
    public async Task<int> RunAsync(CancellationToken drain, CancellationToken stop)
    {
        using var devices = new DeviceCatalog();
        (pipeline, RunDevice device) = devices.Resolve(pipeline);
        var context = new RunContext
        {
            Folder = new RunFolder(folder),
            Seed = pipeline.Run.Seed,
            Device = device,
        };
        foreach (string remark in pipeline.Remarks)
            context.AddRemark(remark);
        using SqliteJournal journal = RunStart.Open(context.Folder, pipeline, request, console);
        var options = new RunOptions
        {
            Context = context, Drain = drain, Journal = journal, RetryDead = request.Replay is not null,
            MostRejected = request.MostRejected,
        };
        FolderCache? cache = pipeline.Run.Cache.Length > 0 ? new FolderCache(pipeline.Run.Cache, context.Time)
            : null;
        if (cache is not null)
            options = options with { Cache = cache, Definitions = RunIdentity.Definitions(pipeline) };
        if (pipeline.Run.Budget is { } budget)
            options = options with { BudgetBytes = budget };
        var run = new GraphRun(pipeline.Graph.Plan(), options);
        RunResult result;
        var progress = new ProgressLine(console, run, context);
        await using (progress.ConfigureAwait(false))
        {
            progress.Start();
            result = await run.RunAsync(stop).ConfigureAwait(false);
        }
        if (cache is not null && pipeline.Run.CacheLimit is { } limit && cache.Prune(limit) is { Outputs: > 0 } removed)
            context.AddRemark($"the cache was over run.cache_limit: {removed.Outputs} of its outputs, "
                + $"{ByteSize.Write(removed.Bytes)}, were removed, the longest unused first");
        if (cache?.Problem is { } problem)
            context.AddRemark(problem);
        string? unwritten = WriteRecords(ManifestOf(result, context, options.BudgetBytes), context.Folder, journal);
        await PrintAsync(result, context).ConfigureAwait(false);
        if (unwritten is not null)
            await console.Error.WriteLineAsync(unwritten).ConfigureAwait(false);
        return result.TooManyRejected ? ExitCode.TooManyRejected
            : unwritten is not null || result.Status != RunStatus.Completed ? ExitCode.Failed
            : result.DeadLetters.IsEmpty ? ExitCode.Ok : ExitCode.SomeRejected;
    }

    // A full disk must not keep from the user what the run did and which scans it could not finish.
    private static string? WriteRecords(RunManifest manifest, RunFolder folder, SqliteJournal journal)
    {
        try
        {
            if (manifest.Status == "completed")
                journal.Prune();
            manifest = manifest with { InputsHash = InputLines.Write(folder, journal) };
            manifest.Write(folder);
            HtmlReport.Write(folder);
            journal.NoteStatus(manifest.Status);
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return $"failed: manifest and report could not be written: {cause.Message}; check the space on the disk "
                + "and the rights on the folder";
        }
    }

    private async Task PrintAsync(RunResult result, RunContext context)
    {
        MetricsTable.Print(context.Folder, console);
        foreach (string remark in context.Remarks.Distinct())
            await console.Error.WriteLineAsync($"remark: {remark}").ConfigureAwait(false);
        foreach (IGrouping<RejectReason, DeadLetter> group in result.DeadLetters.GroupBy(letter => letter.Reason))
            await console.Error.WriteLineAsync(
                $"{group.Count()} rejected as {group.Key}, first: {group.First().Item} in {group.First().Block}: "
                    + $"{group.First().Message}").ConfigureAwait(false);
        foreach (string failure in result.Failures)
            await console.Error.WriteLineAsync($"failed: {failure}").ConfigureAwait(false);
        RunCounts counts = result.Counts;
        await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{result.Status}: {counts.Read} read = {counts.Completed} completed + {counts.Dead} rejected + "
                + $"{counts.Filtered} filtered{(counts.Resumed > 0 ? $", {counts.Resumed} resumed" : "")}, "
                + $"in {result.Elapsed.TotalSeconds:0.0} s")).ConfigureAwait(false);
        if (!result.DeadLetters.IsEmpty)
            await console.Out.WriteLineAsync($"Rejected: {context.Folder.DeadLetters}").ConfigureAwait(false);
        if (File.Exists(context.Folder.Report))
            await console.Out.WriteLineAsync($"Report: {Path.GetFullPath(context.Folder.Report)}")
                .ConfigureAwait(false);
    }

    /// <summary>What ran and how it went.</summary>
    public RunManifest ManifestOf(RunResult result, RunContext context, long budget) => new()
    {
        Pipeline = pipeline.Name,
        Summary = pipeline.Summary,
        File = pipeline.File,
        Overrides = request.Overrides,
        Replay = request.Replay ?? [],
        Parameters = pipeline.Parameters,
        Blocks = [.. pipeline.Blocks.Select(block => BlockOf(block, result))],
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
        Failures = result.Failures,
        Remarks = [.. context.Remarks.Distinct()],
        Facts = new SortedDictionary<string, string>(context.Facts.ToDictionary(), StringComparer.Ordinal),
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

    private ManifestBlock BlockOf(BlockDefinition block, RunResult result)
    {
        GraphNode node = pipeline.Graph.Nodes.Single(node => node.Id == block.Id);
        BlockStatistics? did = result.Blocks.FirstOrDefault(statistics => statistics.Block == block.Id);
        return new ManifestBlock(block.Id, block.Use, block.Options.ToDictionary(), did?.Items ?? 0, did?.Dead ?? 0,
            did?.Busy.TotalSeconds ?? 0, did?.Waited.TotalSeconds ?? 0, did?.Longest.TotalSeconds ?? 0)
        {
            Version = block.Version, Cached = did?.Cached ?? 0,
        };
    }
}
