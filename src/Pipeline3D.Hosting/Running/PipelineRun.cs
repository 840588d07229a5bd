using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Reporting.Benchmark;
using Pipeline3D.Reporting.Html;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.Reporting.Verdicts;

namespace Pipeline3D.Hosting.Running;

/// <summary>One run of a pipeline in a folder that is held: graph, cache, progress, manifest, report.</summary>
internal sealed class PipelineRun(PipelineDefinition pipeline, RunContext context, SqliteJournal journal,
    RunRequest request)
{
    private const string RunIdNote = "run_id";

    /// <summary>Version of the program and of what decides results.</summary>
    public required string Build { get; init; }

    /// <summary>What a replay overrides on top; null when it is no replay.</summary>
    public IReadOnlyList<string>? Replay { get; init; }

    public async Task<RunReport> RunAsync(IProgress<RunProgress>? progress, CancellationToken drain,
        CancellationToken stop)
    {
        foreach (string remark in pipeline.Remarks)
            context.AddRemark(remark);
        FolderCache? cache = pipeline.Run.Cache.Length == 0 ? null
            : new FolderCache(pipeline.Run.Cache, context.Time, RunIdentity.Descriptions(pipeline));
        IWorkPool? pool = request.Pool is null ? null
            : await request.Pool(PoolRequestOf(), stop).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable held = (pool ?? (IAsyncDisposable)NoPool.Instance).ConfigureAwait(false);
        RunOptions options = OptionsOf(cache, drain) with { Pool = pool };
        var run = new GraphRun(pipeline.Graph.Plan(), options);
        RunResult result;
        var reports = new ProgressReports(progress, run, context.Time, request.ProgressInterval);
        await using (reports.ConfigureAwait(false))
            result = await run.RunAsync(stop).ConfigureAwait(false);
        if (cache is not null && pipeline.Run.CacheLimit is { } limit && cache.Prune(limit) is { Outputs: > 0 } removed)
            context.AddRemark($"the cache was over run.cache_limit: {removed.Outputs} of its outputs, "
                + $"{ByteSize.Write(removed.Bytes)}, were removed, the longest unused first");
        if (cache?.Problem is { } problem)
            context.AddRemark(problem);
        foreach (string remark in journal.Remarks)
            context.AddRemark(remark);
        AddFalseRejects();
        string? unwritten = WriteRecords(RunManifests.Of(pipeline, Replay, result, context, options.BudgetBytes));
        return RunReport.Of(result, context, unwritten is null ? [] : [unwritten]);
    }

    private PoolRequest PoolRequestOf()
    {
        string id = journal.Noted(RunIdNote) ?? Guid.NewGuid().ToString("N")[..16];
        journal.Note(RunIdNote, id);
        return new PoolRequest(id, pipeline.Name, SentPipeline.Of(pipeline, RunIdentity.Definitions(pipeline)).Write(),
            Build, context, ValueFilesAsync);
    }

    // Of sources whose items every process loads by itself.
    private async Task<IReadOnlyList<string>> ValueFilesAsync(CancellationToken stop)
    {
        var files = new List<string>();
        GraphPlan plan = pipeline.Graph.Plan();
        foreach (Way way in plan.Ways.Where(way => way.IsValue))
            files.AddRange(await plan.Order.First(node => node.Id == way.Source).Block
                .Accept(new SourceFiles(context, stop)).ConfigureAwait(false));
        return files;
    }

    private RunOptions OptionsOf(FolderCache? cache, CancellationToken drain)
    {
        var options = new RunOptions
        {
            Context = context, Drain = drain, Journal = journal, RetryDead = Replay is not null,
            MaxRejected = request.MaxRejected,
        };
        if (cache is not null)
            options = options with { Cache = cache, Definitions = RunIdentity.Definitions(pipeline) };
        return pipeline.Run.Budget is { } budget ? options with { BudgetBytes = budget } : options;
    }

    private void AddFalseRejects()
    {
        try
        {
            foreach (FalseRejects found in FalseRejects.Of(context.Folder))
                if (found.Remark is { } remark)
                    context.AddRemark(remark);
        }
        catch (Exception cause) when (cause is IOException or JsonException)
        {
            context.AddRemark($"verdicts.jsonl was not held against its thresholds: {cause.Message}");
        }
    }

    // A full disk must not keep from the user what the run did and which scans it could not finish.
    private string? WriteRecords(RunManifest manifest)
    {
        try
        {
            if (manifest.Status == "completed")
                journal.Prune();
            foreach (string remark in LearntScans.Remarks(pipeline.Graph.Plan(), journal))
                context.AddRemark(remark);
            manifest = manifest with
            {
                InputsHash = InputLines.Write(context.Folder, journal), Remarks = RunManifests.Remarks(context),
            };
            manifest.Write(context.Folder);
            BenchmarkTable.Of(context.Folder)?.Write(context.Folder);
            HtmlReport.Write(context.Folder);
            journal.NoteStatus(manifest.Status);
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            string failure = $"manifest and report could not be written: {cause.Message}; check the space on the disk "
                + "and the rights on the folder";
            RunLog.Failure(context.Log, failure);
            return failure;
        }
    }

    /// <summary>Stands for a pool where there is none.</summary>
    private sealed class NoPool : IAsyncDisposable
    {
        public static NoPool Instance { get; } = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
