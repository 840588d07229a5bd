using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Hosting;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d replay RUN</c></summary>
internal static class ReplayCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string> folder = new("run") { Description = "The folder of a run." };
        Option<string[]> set = CliOptions.Many("--set",
            "Override for the scans that are run again, on top of those of the run. May be repeated.", "a.b=c");
        Option<string?> most = RunCommand.MaxUnusable();
        var command = new Command("replay",
            "Run the unusable scans of a run again, and merge them into its results and report.")
        {
            folder, set, most,
        };
        command.SetAction(async (parse, _) =>
        {
            using ServiceProvider program = Programs.Of([]);
            var runner = program.GetRequiredService<IPipelineRunner>();
            var shown = new RunOutput(console);
            RunRequest request = shown.Request with { MaxRejected = RunCommand.LimitOf(parse.GetValue(most)) };
            using var signals = new StopSignals(console);
            return await shown.RunAsync(progress => runner.ReplayAsync(parse.GetRequiredValue(folder),
                parse.GetRequiredValue(set), request, progress, signals.Drain, signals.Stop)).ConfigureAwait(false);
        });
        return command;
    }
}
