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

    private static void Print(IReadOnlyList<DeadLetter> letters, RunFolder run, CliConsole console)
    {
        if (letters.Count == 0)
        {
            console.Out.WriteLine("No scan was unusable.");
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
        console.Out.WriteLine($"When the cause is gone: pipeline3d replay {run.Path}");
    }
}
