using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Hosting;
using Pipeline3D.Hosting.Serving;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d serve FILE</c></summary>
internal static class ServeCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var output = CliOptions.Maybe<string>("--out",
            "Folder of the service; each start goes on in it. Default: the file's run.out.");
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
            using ServiceProvider program = arguments.Program(parse);
            using TraceExport? traces = TraceExport.Start(parse.GetValue(otlp),
                Environment.GetEnvironmentVariable, console);
            using var signals = new StopSignals(console);
            using ILoggerFactory logs = ServiceLogging.Create(parse.GetValue(log) == "text");
            var request = new ServiceRequest(parse.GetRequiredValue(arguments.File))
            {
                Overrides = arguments.Overrides(parse), Folder = parse.GetValue(output),
                MaxScans = parse.GetValue(scans),
                Started = service => console.Error.WriteLine($"Serving {service.Name} on {service.Address}; results: "
                    + service.Folder),
            };
            using var service = new PipelineService(program.GetRequiredService<IPipelineRunner>(), request, logs);
            ServiceReport report = await service.RunAsync(signals.Drain, signals.Stop).ConfigureAwait(false);
            foreach (string failure in report.Run.Failures)
                await console.Error.WriteLineAsync($"failed: {failure}").ConfigureAwait(false);
            await console.Out.WriteLineAsync($"{report.Run.Status}: {report.Accepted} accepted = {report.Answered} "
                + $"answered, {report.Run.Counts.Dead} unusable").ConfigureAwait(false);
            return (int)report.Outcome;
        });
        return command;
    }
}
