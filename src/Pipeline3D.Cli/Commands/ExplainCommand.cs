using System.CommandLine;
using Pipeline3D.Cli.Spreading;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Plans;
using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d explain FILE</c></summary>
internal static class ExplainCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var command = new Command("explain", "Show what a run would do, without reading any scan.");
        arguments.AddTo(command);
        Option<bool> noData = DataOption.Make();
        command.Options.Add(noData);
        Option<string?> on = CliOptions.Maybe<string>("--on",
            "Show where each block would run with the workers at this NATS server, and who they are.", "nats://HOST");
        var server = new ServerArguments();
        command.Options.Add(on);
        server.AddTo(command);
        command.SetAction(async (parse, stop) =>
        {
            PipelineDefinition pipeline = arguments.Load(parse);
            Explain(pipeline, console);
            if (parse.GetValue(on) is { Length: > 0 } address)
            {
                console.WriteTable(PlacementTable.Columns, PlacementTable.Rows(pipeline));
                await WorkersCommand.PrintAsync(server.Of(parse, address), console, stop).ConfigureAwait(false);
            }
            return parse.GetValue(noData) || await DataOption.PrintAsync(pipeline, console, stop).ConfigureAwait(false)
                ? ExitCode.Ok : ExitCode.BadDefinition;
        });
        return command;
    }

    private static void Explain(PipelineDefinition pipeline, CliConsole console)
    {
        TextWriter text = console.Out;
        text.WriteLine($"{pipeline.Name}{(pipeline.Summary.Length > 0 ? $": {pipeline.Summary}" : "")}");
        foreach ((string name, string value) in pipeline.Parameters)
            text.WriteLine($"  {name} = {value}");
        RunExplanation run = RunExplanation.Of(pipeline);
        console.WriteTable(PlanTable.Columns, PlanTable.Rows(pipeline, block
            => run.Cached.TryGetValue(block, out long kept) ? $"{kept} output{(kept == 1 ? "" : "s")}" : ""));
        text.WriteLine($"Memory: at most {ByteSize.Write(run.BudgetBytes)} of scans in flight (run.budget), or one "
            + "scan if it is larger; reducers keep what they need for their result besides.");
        text.WriteLine($"Seed: {pipeline.Run.Seed}. Outputs: {pipeline.Run.Out}. {run.DeviceUse}");
        text.WriteLine(pipeline.Run.Cache.Length == 0
            ? "Cached: values that a reducer makes are made once per run; nothing is kept between runs (run.cache)."
            : $"Cached: outputs of earlier runs with the same options up to the block, in {pipeline.Run.Cache}; those "
                + "of scans that have not changed are used again.");
    }
}
