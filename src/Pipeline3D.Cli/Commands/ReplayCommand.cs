using System.CommandLine;
using Pipeline3D.Core;
using Pipeline3D.Definitions;

namespace Pipeline3D.Cli;

/// <summary><c>pipeline3d replay RUN</c></summary>
internal static class ReplayCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string> folder = new("run") { Description = "The folder of a run." };
        Option<string[]> set = CliOptions.Many("--set",
            "Override for the scans that are run again, on top of those of the run. May be repeated.", "a.b=c");
        Option<string?> most = RunCommand.MostRejected();
        var command = new Command("replay",
            "Run the rejected scans of a run again, and merge them into its results and report.")
        {
            folder, set, most,
        };
        command.SetAction(async (parse, _) =>
        {
            RunFolder run = RunFolders.Existing(parse.GetRequiredValue(folder));
            RunRequest request = RunRequest.Of(run) with
            {
                Replay = parse.GetRequiredValue(set), MostRejected = RunCommand.LimitOf(parse.GetValue(most)),
            };
            PipelineDefinition pipeline = request.Load();
            using var signals = new StopSignals(console);
            return await new PipelineRun(pipeline, request, run.Path, console)
                .RunAsync(signals.Drain, signals.Stop).ConfigureAwait(false);
        });
        return command;
    }
}
