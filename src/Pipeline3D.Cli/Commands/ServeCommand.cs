using System.CommandLine;
using Pipeline3D.Definitions;

namespace Pipeline3D.Cli;

/// <summary><c>pipeline3d serve FILE</c></summary>
internal static class ServeCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var output = CliOptions.Maybe<string>("--out",
            "Folder of the run; it must be free. Default: the file's run.out, or the next free name after it.");
        var scans = CliOptions.Maybe<long?>("--scans", "End after so many scans were answered. Default: never.", "N");
        Option<string> log = CliOptions.OneOf("--log", "How the log on standard error is written.", "json", "text");
        Option<string?> otlp = CliOptions.Otlp();
        var command = new Command("serve",
            "Serve a pipeline with a source.live: watch a folder and answer POST /scans until Ctrl-C or SIGTERM, then "
                + "finish what was accepted.")
        {
            output, scans, log, otlp,
        };
        arguments.AddTo(command);
        command.SetAction(async (parse, _) =>
        {
            PipelineDefinition pipeline = arguments.Load(parse);
            string folder = RunFolders.Choose(pipeline.Run.Out, parse.GetValue(output), overwrite: false);
            var request = new RunRequest(parse.GetRequiredValue(arguments.File), arguments.Overrides(parse),
                parse.GetRequiredValue(arguments.Plugin));
            using TraceExport? traces = TraceExport.Start(parse.GetValue(otlp),
                Environment.GetEnvironmentVariable, console);
            using var signals = new StopSignals(console);
            return await new ServiceRun(pipeline, request, folder, console)
            {
                MostScans = parse.GetValue(scans), LogAsText = parse.GetValue(log) == "text",
            }.RunAsync(signals.Drain, signals.Stop).ConfigureAwait(false);
        });
        return command;
    }
}
