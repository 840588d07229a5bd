using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Reporting.Diff;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d diff RUN_A RUN_B</c></summary>
internal static class DiffCommand
{
    // A table of every scan of two wholly different runs helps nobody; --json has them all.
    private const int MaxRows = 50;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // A score that is no number on one side differs beyond measure.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Command Make(CliConsole console)
    {
        Argument<string> a = new("run-a") { Description = "The folder of a run." };
        Argument<string> b = new("run-b") { Description = "The folder of the run to compare it with." };
        Option<bool> json = new("--json") { Description = "Print everything as JSON instead of tables." };
        var command = new Command("diff",
            "Say what differs between two runs: options, inputs, verdicts, metrics. Exit code 1 when anything does.")
        {
            a, b, json,
        };
        command.SetAction(parse =>
        {
            RunDiff diff = RunDiff.Of(RunFolders.Finished(parse.GetRequiredValue(a)),
                RunFolders.Finished(parse.GetRequiredValue(b)));
            if (parse.GetValue(json))
                console.Out.WriteLine(JsonSerializer.Serialize(diff, Json));
            else
                Print(diff, console);
            return diff.IsEmpty ? ExitCode.Ok : ExitCode.Different;
        });
        return command;
    }

    private static void Print(RunDiff diff, CliConsole console)
    {
        Print("options", diff.Options, console);
        Print("facts", diff.Facts, console);
        Print("inputs", diff.Inputs, console);
        Print("verdicts", diff.Verdicts, console);
        Print("verdicts' details", diff.VerdictDetails, console);
        Print("metrics", diff.Metrics, console);
        console.Out.WriteLine(diff.IsEmpty
            ? $"Nothing differs; {diff.Judged} scans were judged by both with equal scores."
            : string.Create(CultureInfo.InvariantCulture,
                $"{diff.Judged} scans were judged by both: {diff.ScoresChanged} scores differ, by at most "
                    + $"{diff.LargestScoreChange:G4}."));
    }

    private static void Print(string title, ImmutableArray<ValueDiff> values, CliConsole console)
    {
        if (values.IsEmpty)
            return;
        console.WriteTable([title, "A", "B"],
            values.Take(MaxRows).Select(value => new[] { value.Name, value.Before ?? "-", value.After ?? "-" }));
        if (values.Length > MaxRows)
            console.Out.WriteLine($"and {values.Length - MaxRows} more {title}; see: --json");
    }
}
