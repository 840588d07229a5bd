using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Registry;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d inspect BLOCK</c></summary>
internal static class InspectCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string> block = new("block") { Description =
            "Address of the block, for example filter.remove-plane; 'all' for every block." };
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("inspect", "Show a block's options, with defaults and ranges.") { block, plugin };
        command.SetAction(parse =>
        {
            BlockRegistry registry = PipelineArguments.Registry(parse.GetRequiredValue(plugin));
            string id = parse.GetRequiredValue(block);
            if (id == "all")
            {
                console.Out.Write(BlockPages.All(registry));
                return ExitCode.Ok;
            }
            BlockType type = registry.Find(id) ?? throw new UsageException(
                $"there is no block '{id}'{(registry.Nearest(id) is { } near ? $". Did you mean '{near}'?" : "")} "
                    + "See: pipeline3d list");
            console.Out.Write(BlockPages.One(type));
            return ExitCode.Ok;
        });
        return command;
    }
}
