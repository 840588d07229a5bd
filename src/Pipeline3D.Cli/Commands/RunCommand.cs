using System.CommandLine;
using Pipeline3D.Definitions;

namespace Pipeline3D.Cli;

/// <summary><c>pipeline3d run FILE</c></summary>
internal static class RunCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var output = CliOptions.Maybe<string>("--out",
            "Folder of the run. Default: the file's run.out, or the next free name after it.");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the run in the folder given by --out." };
        var command = new Command("run",
            "Run a pipeline: progress to standard error, results to the run's folder.") { output, overwrite };
        arguments.AddTo(command);
        command.SetAction(async (parse, _) =>
        {
            PipelineDefinition pipeline = arguments.Load(parse);
            string folder = RunFolders.Choose(pipeline.Run.Out, parse.GetValue(output), parse.GetValue(overwrite));
            using var signals = new StopSignals(console);
            return await new PipelineRun(pipeline, arguments.Overrides(parse), folder, console)
                .RunAsync(signals.Drain, signals.Stop).ConfigureAwait(false);
        });
        return command;
    }
}
