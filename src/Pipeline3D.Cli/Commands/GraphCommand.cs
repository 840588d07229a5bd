using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Plans;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d graph FILE</c></summary>
internal static class GraphCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var format = CliOptions.OneOf("--format", "What to draw it for.", "mermaid", "dot");
        var command = new Command("graph", "Draw a pipeline as a Mermaid or Graphviz text.") { format };
        arguments.AddTo(command);
        command.SetAction(parse =>
        {
            PipelineDefinition pipeline = arguments.Load(parse);
            console.Out.Write(parse.GetRequiredValue(format) == "dot" ? GraphDrawing.Dot(pipeline)
                : GraphDrawing.Mermaid(pipeline));
            return ExitCode.Ok;
        });
        return command;
    }
}
