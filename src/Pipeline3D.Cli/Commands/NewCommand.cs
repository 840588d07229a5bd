using System.CommandLine;
using Pipeline3D.Cli.Scaffolds;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Registry;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d new block|method NAME</c></summary>
internal static class NewCommand
{
    public static Command Make(CliConsole console) => new("new", "Begin something of your own.")
    {
        Block(console), Method(console),
    };

    private static Command Block(CliConsole console)
    {
        Argument<string> name = new("name") { Description =
            "Name in small letters and dashes, for example drop-far-points, or with a room: acme.drop-far-points." };
        var kind = CliOptions.OneOf("--kind", "What it does with items: make one of each, let some pass, take them, "
            + "give them.", [.. Enum.GetNames<ScaffoldKind>().Select(word => word.ToLowerInvariant())]);
        var folder = CliOptions.Maybe<string>("--out", "Folder to write; missing or empty. Default: the name.", "DIR");
        var command = new Command("block",
            "Write a block with its options, test, pipeline file and projects, ready to build.") { name, kind, folder };
        command.SetAction(parse =>
        {
            BlockRegistry known = PipelineArguments.Registry([]);
            var scaffold = new BlockScaffold(ScaffoldName.Parse(parse.GetRequiredValue(name), known),
                Enum.Parse<ScaffoldKind>(parse.GetRequiredValue(kind), ignoreCase: true));
            return Write(scaffold, parse.GetValue(folder), console);
        });
        return command;
    }

    private static Command Method(CliConsole console)
    {
        Argument<string> name = new("name")
        {
            Description = "Id in small letters and dashes, for example mean-depth.",
        };
        var folder = CliOptions.Maybe<string>("--out", "Folder to write; missing or empty. Default: the name.", "DIR");
        var command = new Command("method", "Write a method with its options, model, test, pipeline file and projects, "
            + "ready to build.") { name, folder };
        command.SetAction(parse => Write(new MethodScaffold(ScaffoldName.ParseMethod(parse.GetRequiredValue(name),
            PipelineArguments.Registry([]))), parse.GetValue(folder), console));
        return command;
    }

    private static int Write(Scaffold scaffold, string? folder, CliConsole console)
    {
        string target = Path.GetFullPath(folder ?? scaffold.Word);
        foreach (string file in scaffold.Write(target))
            console.Out.WriteLine(Path.Combine(target, file));
        console.Out.WriteLine(scaffold.NextSteps(target));
        return ExitCode.Ok;
    }
}
