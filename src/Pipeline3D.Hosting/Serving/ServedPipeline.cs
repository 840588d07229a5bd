using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline3D.Blocks.Sinks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Telemetry;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Reporting.Live;

namespace Pipeline3D.Hosting.Serving;

/// <summary>One pipeline that is served: run, endpoints, live page, log, and what is left at the end.</summary>
internal sealed class ServedPipeline
{
    private const int MaxKept = 1000;

    // Some 50,000 dead letters, and as many again in the file before.
    private const long MaxLetterBytes = 32L << 20;

    private readonly PipelineDefinition _pipeline;
    private readonly ServiceRequest _request;
    private readonly ILoggerFactory _logs;
    private readonly IntakeOptions _endpoints;
    private readonly IScanFormats _formats;

    /// <summary>Checks that a pipeline can be served.</summary>
    /// <exception cref="RunException">It has not exactly one <c>source.live</c>, or no <c>sink.live</c>.</exception>
    public ServedPipeline(PipelineDefinition pipeline, ServiceRequest request, ILoggerFactory logs)
    {
        (_pipeline, _request, _logs) = (pipeline, request, logs);
        (_endpoints, _formats) = EndpointsOf(pipeline);
    }

    /// <summary>Serves until it is drained or stopped.</summary>
    /// <param name="listening">Called once, when scans can be sent.</param>
    /// <param name="drain">Cancel to accept no further scan and finish those accepted.</param>
    /// <param name="stop">Cancel to answer at once that scans in work were stopped.</param>
    public async Task<ServiceReport> RunAsync(Action<ServiceStarted> listening, CancellationToken drain,
        CancellationToken stop)
    {
        using ServiceFolder held = ServiceFolder.Take(_pipeline.Name, _pipeline.Run.Out, _request.Folder);
        RunFolder folder = held.Run;
        AtomicFile.DeleteLeftovers(folder.Path);
        IntakeOptions endpoints = _endpoints.Spool.Length > 0 ? _endpoints
            : _endpoints with { Spool = folder.RoomFor("spool") };
        using var devices = new DeviceCatalog();
        ILogger runLog = _logs.CreateLogger(PipelineRunner.RunCategory);
        var log = new ServiceLog(_logs.CreateLogger("Pipeline3D"), runLog.IsEnabled(LogLevel.Warning));
        using var metrics = new MetricStore(EngineTelemetry.Name, IntakeTelemetry.Name,
            "Microsoft.AspNetCore.Hosting", "System.Runtime");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(drain, stop);
        var board = new LiveBoard(_pipeline.Name, TimeProvider.System);
        long answered = 0;
        using var intake = new ScanIntake(_endpoints.MaxWaiting, TimeProvider.System)
        {
            Earlier = items => EarlierVerdicts.Of(folder.Verdicts, items),
            Heard = answer =>
            {
                log.Answered(answer);
                if (answer.Report is { } report)
                    board.Add(report);
                if (answer.Letter is { } letter)
                    board.Add(letter);
                if (Interlocked.Increment(ref answered) == _request.MaxScans)
                    ending.CancelAsync();
            },
        };
        var context = new RunContext
        {
            Folder = folder, Seed = _pipeline.Run.Seed, Live = intake, MaxRemarks = MaxKept,
            Device = devices.Resolve(_pipeline).Device, Log = runLog,
        };
        foreach (string remark in _pipeline.Remarks)
            context.AddRemark(remark);
        var broken = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        RunOptions options = OptionsOf(context, end => End(end, intake, broken));
        var run = new GraphRun(_pipeline.Graph.Plan(), options);
        var figures = new ServiceFigures(run, intake, metrics, _endpoints.MaxWaiting, options.BudgetBytes);
        var service = new ScanService(intake, endpoints, _formats, figures.Pages(board),
            logging => logging.Services.AddSingleton(_logs));
        RunResult result;
        await using (service.ConfigureAwait(false))
        {
            await service.StartAsync(stop).ConfigureAwait(false);
            listening(new ServiceStarted(_pipeline.Name, service.Address, folder.Path));
            result = await ServeAsync(run, intake, service, broken.Task, ending.Token, stop).ConfigureAwait(false);
        }
        RunManifests.Of(_pipeline, null, result, context, options.BudgetBytes).Write(context.Folder);
        return new ServiceReport(RunReport.Of(result, context), intake.Accepted, intake.Answered);
    }

    // However the run ends, the endpoints close only when every accepted scan has its answer.
    private static async Task<RunResult> ServeAsync(GraphRun run, ScanIntake intake, ScanService service,
        Task<string> broken, CancellationToken ending, CancellationToken stop)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<RunResult> running = run.RunAsync(halt.Token);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (ending.Register(() => end.TrySetResult()).ConfigureAwait(false))
            if (await Task.WhenAny(running, end.Task, broken).ConfigureAwait(false) == broken)
                await halt.CancelAsync().ConfigureAwait(false);
        intake.Drain();
        RunResult result = await running.ConfigureAwait(false);
        intake.Abandon();
        await service.StopAsync().ConfigureAwait(false);
        await intake.Drained.ConfigureAwait(false);
        return !broken.IsCompleted ? result : result with
        {
            Status = RunStatus.Failed, Failures = [.. result.Failures, await broken.ConfigureAwait(false)],
        };
    }

    // What no door put in is what the blocks need beforehand: without it every scan would be unusable.
    private static void End(ItemEnd end, ScanIntake intake, TaskCompletionSource<string> broken)
    {
        DeadLetter? letter = end.Letters.Count > 0 ? end.Letters[0] : null;
        if (!intake.End(end.Item, KindOf(end), letter) && letter is not null && !intake.IsDraining)
            broken.TrySetResult($"'{letter.Block}' could not give what others need: {letter.Message}");
    }

    private RunOptions OptionsOf(RunContext context, Action<ItemEnd> ended)
    {
        var options = new RunOptions
        {
            Context = context, MaxLettersKept = MaxKept, MaxLetterBytes = MaxLetterBytes, Ended = ended,
        };
        return _pipeline.Run.Budget is { } budget ? options with { BudgetBytes = budget } : options;
    }

    private static AnswerKind KindOf(ItemEnd end) => end.Outcome switch
    {
        ItemOutcome.Completed => AnswerKind.Scored,
        ItemOutcome.Filtered => AnswerKind.Filtered,
        _ => end.Letters.Any(letter => letter.Reason == RejectReason.Stopped) ? AnswerKind.Stopped
            : AnswerKind.Rejected,
    };

    private static (IntakeOptions Options, IScanFormats Formats) EndpointsOf(PipelineDefinition pipeline)
    {
        ILiveSource[] sources = [.. pipeline.Graph.Nodes.Select(node => node.Block).OfType<ILiveSource>()];
        if (sources.Length != 1)
            throw new RunException($"{pipeline.File} has {sources.Length} blocks source.live; a pipeline that is "
                + "served has exactly one (see pipelines/stream)");
        if (!pipeline.Graph.Nodes.Any(node => node.Block is LiveSink))
            throw new RunException($"{pipeline.File} has no sink.live, so nobody would get a verdict; add one after "
                + "scoring.verdict");
        return (sources[0].Intake, sources[0].Formats);
    }
}
