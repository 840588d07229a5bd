using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli.Commands;

/// <summary>The arguments that every verb about pipeline files shares.</summary>
internal sealed class PipelineArguments
{
    public Argument<string> File { get; } = new("file") { Description = "The pipeline file (YAML)." };

    public Option<string[]> Set { get; } = CliOptions.Many("--set",
        "Override: PARAMETER=value, run.KEY=value, BLOCK.OPTION=value or BLOCK.settings.KEY=value. May be repeated.",
        "a.b=c");

    public Option<string?> Device { get; } = CliOptions.Maybe<string>("--device",
        "What blocks that can compute elsewhere use: cpu, auto, cuda:0, opencl:0. Stands for --set run.device.");

    public Option<string[]> Plugin { get; } = PluginOption();

    public static Option<string[]> PluginOption() => CliOptions.Many("--plugin",
        "An assembly with further blocks, dataset layouts or file formats, besides those in the folder 'plugins' "
            + "beside the program. May be repeated.",
        "X.dll");

    public void AddTo(Command command)
    {
        command.Arguments.Add(File);
        command.Options.Add(Set);
        command.Options.Add(Device);
        command.Options.Add(Plugin);
    }

    public PipelineDefinition Load(ParseResult parse) => DefinitionLoader.Load(
        parse.GetRequiredValue(File), Overrides(parse), Registry(parse.GetRequiredValue(Plugin)));

    /// <summary>All overrides of the command line.</summary>
    public string[] Overrides(ParseResult parse)
        => parse.GetValue(Device) is { } device ? [.. parse.GetRequiredValue(Set), $"run.device={device}"]
            : parse.GetRequiredValue(Set);

    /// <summary>Our own blocks, those of the plugin folder and those named.</summary>
    public static BlockRegistry Registry(IReadOnlyList<string> plugins)
        => Plugins(plugins).Registry();

    /// <summary>What our own assemblies, the plugin folder and the plug-ins named declare.</summary>
    public static PluginSet Plugins(IReadOnlyList<string> named)
        => PluginSet.Load(new Pipeline3DOptions().Configure(named));

    /// <summary>The services of a command that runs the pipeline.</summary>
    public ServiceProvider Program(ParseResult parse) => Programs.Of(parse.GetRequiredValue(Plugin));

    /// <summary>Reads the pipeline file to be run.</summary>
    public PipelineDefinition Load(ParseResult parse, IPipelineRunner runner)
        => runner.Load(parse.GetRequiredValue(File), Overrides(parse));
}
