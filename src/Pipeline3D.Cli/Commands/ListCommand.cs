using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d list</c></summary>
internal static class ListCommand
{
    public static Command Make(CliConsole console)
    {
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("list", "List the blocks that pipeline files can use.") { plugin };
        command.SetAction(parse =>
        {
            console.WriteTable(["block", "takes", "gives", "what it does"],
                PipelineArguments.Registry(parse.GetRequiredValue(plugin)).Types.Select(type => new[]
                {
                    type.Id, Name(type.Shape.Input) + (type.Shape.Side is null ? "" : $" + {Name(type.Shape.Side)}"),
                    Name(type.Shape.Output), type.Summary,
                }));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Name(Type? type) => type is null ? "" : TypeNames.Of(type);
}
