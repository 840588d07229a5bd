using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d check FILE</c></summary>
internal static class CheckCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var command = new Command("check", "Check a pipeline file and the folders of its sources; report "
            + "every problem at once.");
        arguments.AddTo(command);
        Option<bool> noData = DataOption.Make();
        command.Options.Add(noData);
        command.SetAction(async (parse, stop) =>
        {
            PipelineDefinition pipeline = arguments.Load(parse);
            foreach (string remark in pipeline.Remarks)
                console.Error.WriteLine($"remark: {remark}");
            console.Out.WriteLine($"{pipeline.File}: {pipeline.Name} is fine, {pipeline.Blocks.Length} blocks");
            return parse.GetValue(noData) || await DataOption.PrintAsync(pipeline, console, stop).ConfigureAwait(false)
                ? ExitCode.Ok : ExitCode.BadDefinition;
        });
        return command;
    }
}
