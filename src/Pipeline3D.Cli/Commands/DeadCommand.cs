using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d dead RUN</c></summary>
internal static class DeadCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string> folder = new("run") { Description = "The folder of a run." };
        Option<bool> json = new("--json") { Description = "Print one JSON object per line instead of a table." };
        var command = new Command("dead", "List the unusable scans of a run, and why.") { folder, json };
        command.SetAction(parse =>
        {
            RunFolder run = RunFolders.Existing(parse.GetRequiredValue(folder));
            if (parse.GetValue(json))
                foreach (string line in File.Exists(run.DeadLetters) ? File.ReadLines(run.DeadLetters) : [])
                    console.Out.WriteLine(line);
            else
                Print(DeadLetterLog.Read(run.DeadLetters), run, console);
            return ExitCode.Ok;
        });
        return command;
    }

    private static bool IsOfTheRun(DeadLetter letter) => letter.Reason is RejectReason.Stopped
        or RejectReason.OutputFailed or RejectReason.Shortage or RejectReason.DeviceMemory;

    private static void Print(IReadOnlyList<DeadLetter> letters, RunFolder run, CliConsole console)
    {
        bool isWhole = RunFolders.HasEnded(run);
        if (letters.Count == 0)
        {
            console.Out.WriteLine(isWhole ? "No scan was unusable."
                : "No scan was unusable until now: the run has not ended. The command that began it goes on with it.");
            return;
        }
        console.WriteTable(["reason", "item", "block", "message"],
            [.. letters.Select(letter => new[]
            {
                DeadLetterLog.Word(letter.Reason), letter.Item.Path, letter.Block, letter.Message,
            })]);
        console.Out.WriteLine(string.Join(", ", letters.GroupBy(letter => letter.Reason)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {DeadLetterLog.Word(group.Key)}")));
        // What was only in the way of the run itself is tried again by the run, not by a replay.
        if (letters.Any(IsOfTheRun))
            console.Out.WriteLine("Those that were stopped, could not be written or met a machine that was short are "
                + "computed when the same command is run again.");
        if (!isWhole)
            console.Out.WriteLine("The run has not ended; the command that began it goes on with it.");
        if (letters.Any(letter => !IsOfTheRun(letter)))
            console.Out.WriteLine($"When the cause is gone: pipeline3d replay {run.Path}");
    }
}
