using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Pipeline3D.Blocks;
using Pipeline3D.Core;
using Pipeline3D.Definitions;
using Pipeline3D.Engine;
using Pipeline3D.Ingestion;
using Pipeline3D.Kernels;
using Pipeline3D.Reporting;

namespace Pipeline3D.Cli;

/// <summary>Serves a pipeline: run, doors, live page, log, and what is left at the end.</summary>
internal sealed class ServiceRun(PipelineDefinition pipeline, RunRequest request, string folder, CliConsole console)
{
    private const int MostKept = 1000;

    /// <summary>Ends the service after so many answers; null = never.</summary>
    public long? MostScans { get; init; }

    /// <summary>Whether the log is for people instead of programs.</summary>
    public bool LogAsText { get; init; }

    public async Task<int> RunAsync(CancellationToken drain, CancellationToken stop)
    {
        (IntakeOptions doors, IScanFormats formats) = Doors();
        using var devices = new DeviceCatalog();
        using ILoggerFactory logs = LoggerFactory.Create(Logging);
        var log = new ServiceLog(logs.CreateLogger("Pipeline3D"));
        using var metrics = new MetricStore(EngineTelemetry.Name, IntakeTelemetry.Name,
            "Microsoft.AspNetCore.Hosting", "System.Runtime");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(drain, stop);
        var board = new LiveBoard(pipeline.Name, TimeProvider.System);
        long answered = 0;
        using var intake = new ScanIntake(doors.MostWaiting, TimeProvider.System)
        {
            Heard = answer =>
            {
                log.Answered(answer);
                if (answer.Report is { } report)
                    board.Add(report);
                if (answer.Letter is { } letter)
                    board.Add(letter);
                if (Interlocked.Increment(ref answered) == MostScans)
                    ending.CancelAsync();
            },
        };
        var context = new RunContext
        {
            Folder = new RunFolder(folder), Seed = pipeline.Run.Seed, Live = intake, MostRemarks = MostKept,
            Device = devices.Resolve(pipeline).Device,
        };
        RunOptions options = OptionsOf(context, intake);
        var run = new GraphRun(pipeline.Graph.Plan(), options);
        var figures = new ServiceFigures(run, intake, metrics, doors.MostWaiting, options.BudgetBytes);
        var service = new ScanService(intake, doors, formats, figures.Pages(board), Logging);
        RunResult result;
        await using (service.ConfigureAwait(false))
        {
            await service.StartAsync(stop).ConfigureAwait(false);
            await console.Error.WriteLineAsync($"Serving {pipeline.Name} on {service.Address}; results: {folder}")
                .ConfigureAwait(false);
            result = await ServeAsync(run, intake, service, ending.Token, stop).ConfigureAwait(false);
        }
        return await EndAsync(result, intake, context, options.BudgetBytes).ConfigureAwait(false);
    }

    // However the run ends, the doors close only when every accepted scan has its answer.
    private static async Task<RunResult> ServeAsync(GraphRun run, ScanIntake intake, ScanService service,
        CancellationToken ending, CancellationToken stop)
    {
        Task<RunResult> running = run.RunAsync(stop);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (ending.Register(() => end.TrySetResult()).ConfigureAwait(false))
            await Task.WhenAny(running, end.Task).ConfigureAwait(false);
        intake.Drain();
        RunResult result = await running.ConfigureAwait(false);
        intake.Abandon();
        await service.StopAsync().ConfigureAwait(false);
        await intake.Drained.ConfigureAwait(false);
        return result;
    }

    private async Task<int> EndAsync(RunResult result, ScanIntake intake, RunContext context, long budget)
    {
        new PipelineRun(pipeline, request, folder, console).ManifestOf(result, context, budget).Write(context.Folder);
        foreach (string failure in result.Failures)
            await console.Error.WriteLineAsync($"failed: {failure}").ConfigureAwait(false);
        await console.Out.WriteLineAsync($"{result.Status}: {intake.Accepted} accepted = {intake.Answered} answered, "
            + $"{result.Counts.Dead} rejected as input").ConfigureAwait(false);
        return result.Status is not RunStatus.Completed || intake.Accepted != intake.Answered ? ExitCode.Failed
            : ExitCode.Ok;
    }

    private RunOptions OptionsOf(RunContext context, ScanIntake intake)
    {
        var options = new RunOptions
        {
            Context = context, MostLettersKept = MostKept,
            Ended = end => intake.End(end.Item, KindOf(end), end.Letters.Count > 0 ? end.Letters[0] : null),
        };
        return pipeline.Run.Budget is { } budget ? options with { BudgetBytes = budget } : options;
    }

    private static AnswerKind KindOf(ItemEnd end) => end.Outcome switch
    {
        ItemOutcome.Completed => AnswerKind.Scored,
        ItemOutcome.Filtered => AnswerKind.Filtered,
        _ => end.Letters.Any(letter => letter.Reason == RejectReason.Stopped) ? AnswerKind.Stopped
            : AnswerKind.Rejected,
    };

    private (IntakeOptions Options, IScanFormats Formats) Doors()
    {
        ILiveSource[] sources = [.. pipeline.Graph.Nodes.Select(node => node.Block).OfType<ILiveSource>()];
        if (sources.Length != 1)
            throw new UsageException($"{pipeline.File} has {sources.Length} blocks source.live; a pipeline that is "
                + "served has exactly one (see pipelines/stream)");
        if (!pipeline.Graph.Nodes.Any(node => node.Block is LiveSink))
            throw new UsageException($"{pipeline.File} has no sink.live, so nobody would get a verdict; add one after "
                + "scoring.verdict");
        IntakeOptions doors = sources[0].Intake;
        return (doors.Spool.Length > 0 ? doors : doors with { Spool = $"{pipeline.Run.Out}-spool" },
            sources[0].Formats);
    }

    private void Logging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        if (LogAsText)
            logging.AddSimpleConsole(format => (format.SingleLine, format.UseUtcTimestamp, format.TimestampFormat)
                = (true, true, "HH:mm:ss.fff "));
        else
            logging.AddJsonConsole(format => (format.UseUtcTimestamp, format.TimestampFormat)
                = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        logging.Services.Configure((ConsoleLoggerOptions output)
            => output.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
