using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d report RUN</c></summary>
internal static class ReportCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string> folder = new("run") { Description = "The folder of a run." };
        var command = new Command("report", "Make the HTML report of a run again.") { folder };
        command.SetAction(parse =>
        {
            var run = new RunFolder(parse.GetRequiredValue(folder));
            if (!Directory.Exists(run.Path) || !File.Exists(Path.Combine(run.Path, "manifest.json")))
                throw new UsageException($"{run.Path} holds no run: there is no manifest.json");
            HtmlReport.Write(run);
            console.Out.WriteLine($"Report: {Path.GetFullPath(run.Report)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
