using System.CommandLine;
using Pipeline3D.Blocks;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d models show|convert</c></summary>
internal static class ModelsCommand
{
    public static Command Make(CliConsole console)
        => new("models", "Look at saved models, and convert those of version "
        + "0.1.") { Show(console), Convert(console) };

    private static Command Show(CliConsole console)
    {
        Argument<string> path = new("path") { Description = "A models folder, or one model file." };
        var command = new Command("show",
            "Show what models say of themselves: method, options, how scans are prepared, "
            + "threshold.") { path };
        command.SetAction(parse =>
        {
            var folder = new ModelFolder(parse.GetRequiredValue(path));
            if (folder.Files.Count == 0)
                throw new UsageException(folder.IsFormer ? $"{folder.Path} holds models of version 0.1; convert them: "
                    + "pipeline3d models convert" : $"there is no model in {folder.Path}");
            foreach (ModelArtifact about in folder.ReadAbout())
            {
                console.Out.WriteLine($"{about.Category}: {about.Method} version {about.MethodVersion}, learnt from "
                    + $"{about.TrainingScans} scans {about.TrainingHash[..Math.Min(12, about.TrainingHash.Length)]}");
                console.Out.WriteLine($"  prepared by  {about.Recipe}");
                console.Out.WriteLine($"  options      {string.Join(", ", about.Options
                    .Where(option => option.Value.Length > 0).Select(option => $"{option.Key}: {option.Value}"))}");
                foreach ((string note, string json) in about.Notes)
                    console.Out.WriteLine($"  {note,-12} {string.Join(' ', json.Split((char[]?)null,
                        StringSplitOptions.RemoveEmptyEntries))}");
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Convert(CliConsole console)
    {
        Argument<string> from = new("from") { Description = "The models folder of version 0.1." };
        Argument<string> to = new("to") { Description = "Where the models go; must not be there." };
        var pipeline = CliOptions.Required<string>("--pipeline",
            "The pipeline file that learnt them: it says how scans "
            + "are prepared.");
        var set = CliOptions.Many("--set", "Its overrides, as when the models were learnt. May be repeated.", "a.b=c");
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("convert", "Write models of version 0.1 as files of today, which know how scans are "
            + "prepared.") { from, to, pipeline, set, plugin };
        command.SetAction(parse =>
        {
            var source = new ModelFolder(parse.GetRequiredValue(from));
            var target = new ModelFolder(parse.GetRequiredValue(to));
            if (!source.HasModels)
                throw new UsageException($"there is no model in {source.Path}");
            if (Path.Exists(target.Path))
                throw new UsageException($"{target.Path} is there already; choose another folder");
            BlockRegistry registry = PipelineArguments.Registry(parse.GetRequiredValue(plugin));
            PipelineDefinition definition = DefinitionLoader.Load(parse.GetRequiredValue(pipeline),
                parse.GetRequiredValue(set), registry);
            Func<string, MethodRunner?> methods = new MethodCatalogue([.. BlockCatalogue.Assemblies]).Runners(
                new NoServices());
            string method = source.Read(methods).Models.Values.First().About.Method;
            FitBlock fit = definition.Graph.Nodes.Select(node => node.Block).OfType<FitBlock>()
                .FirstOrDefault(block => block.Method == method) ?? throw new UsageException(
                $"{definition.File} has no fit.{method}; give the file that learnt these models");
            ModelSet models = target.Take(source, methods, fit.Recipe);
            console.Out.WriteLine($"{target.Path}: {string.Join(", ", models.Models.Keys)}; scans are prepared by "
                + fit.Recipe);
            return ExitCode.Ok;
        });
        return command;
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
