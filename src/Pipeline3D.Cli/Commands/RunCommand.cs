using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Spreading;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d run FILE</c></summary>
internal static class RunCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var output = CliOptions.Maybe<string>("--out",
            "Folder of the run; a run in it is resumed. Default: the file's run.out, or the next free name after it.");
        Option<bool> overwrite = new("--overwrite")
        {
            Description = "Replace the run in the folder given by --out instead of resuming it.",
        };
        Option<string?> most = MaxUnusable();
        Option<string?> otlp = CliOptions.Otlp();
        var command = new Command("run",
            "Run a pipeline, or resume a run that was ended: progress to standard error, results to the run's folder.")
        {
            output, overwrite, most, otlp,
        };
        arguments.AddTo(command);
        var spread = new SpreadArguments();
        spread.AddTo(command);
        command.SetAction(async (parse, _) =>
        {
            RejectLimit? limit = LimitOf(parse.GetValue(most));
            using ServiceProvider program = arguments.Program(parse);
            var runner = program.GetRequiredService<IPipelineRunner>();
            PipelineDefinition pipeline = arguments.Load(parse, runner);
            using TraceExport? traces = TraceExport.Start(parse.GetValue(otlp),
                Environment.GetEnvironmentVariable, console);
            using var signals = new StopSignals(console);
            // Looked at with blocks of their own: those that run are started once.
            await DataOption.WarnOfDiskAsync(arguments.Load(parse, runner), parse.GetValue(output), console,
                signals.Drain).ConfigureAwait(false);
            var shown = new RunOutput(console);
            RunRequest request = shown.Request with
            {
                Folder = parse.GetValue(output), Overwrite = parse.GetValue(overwrite), MaxRejected = limit,
                Pool = spread.Pool(parse),
            };
            return await shown.RunAsync(progress => runner.RunAsync(pipeline, request, progress, signals.Drain,
                signals.Stop)).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The option for the number of unusable scans that ends a run.</summary>
    public static Option<string?> MaxUnusable()
    {
        Option<string?> most = CliOptions.Maybe<string>("--max-unusable",
            "End the run early, with exit code 5, when more scans are unusable: a share such as 5% or a number.",
            "5%|N");
        // Its name in version 0.1.
        most.Aliases.Add("--max-rejected");
        return most;
    }

    /// <summary>Reads the option.</summary>
    /// <exception cref="UsageException">It is neither a share nor a number.</exception>
    public static RejectLimit? LimitOf(string? text) => text is null ? null
        : RejectLimit.TryParse(text, out RejectLimit limit) ? limit
        : throw new UsageException($"--max-unusable is '{text}'; write a share such as 5% or a number of scans such "
            + "as 20");
}
