using System.Collections.Immutable;
using System.CommandLine;
using Pipeline3D.Blocks;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Weights;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d prompts import|export</c></summary>
internal static class PromptsCommand
{
    public static Command Make(CliConsole console)
        => new("prompts", "Prompt checkpoints of PointAD's authors: take them over as models, and write models as such "
        + "files.") { Import(console), Export(console) };

    private static Command Import(CliConsole console)
    {
        Argument<string> from = new("checkpoint") { Description = "A prompt checkpoint, such as epoch_15.pth." };
        var weights = Weights();
        var target = CliOptions.Required<string>("--out", "The models folder, where source.models finds it.");
        var half = new Option<bool>("--half-deep-tokens")
        {
            Description = "Deep tokens go through half precision, as in the program that learnt them.",
        };
        var command = new Command("import", "Make a model of a prompt checkpoint. Scoring then needs the vision tower "
            + "alone.") { from, weights, target, half };
        command.SetAction(parse => Told(() =>
        {
            using ClipModel clip = Load(parse.GetRequiredValue(weights));
            bool isHalf = parse.GetValue(half);
            PromptModel model = PromptCheckpoint.Read(parse.GetRequiredValue(from), clip, isHalf);
            MethodRunner method = Method();
            var options = new PointAdOptions
            {
                Weights = parse.GetRequiredValue(weights), Context = model.Shape.Context,
                DeepTensors = model.Shape.DeepTensors, DeepTokens = model.Shape.DeepTokens, HalfDeepTokens = isHalf,
                Seed = 0,
            };
            var trained = TrainedModel.Of(method, options, model, ModelSet.AllCategories,
                new Recipe([method.StepOf(options)]), "", 0);
            var folder = new ModelFolder(parse.GetRequiredValue(target));
            if (folder.Files.Count > 0)
                throw new UsageException($"there is a model in {folder.Path} already; choose another folder");
            folder.Write(new ModelSet(ImmutableSortedDictionary<string, TrainedModel>.Empty.Add(
                ModelSet.AllCategories, trained)));
            console.Out.WriteLine($"{folder.Path}: {model.Shape.Context} tokens, {model.Shape.DeepTensors} x "
                + $"{model.Shape.DeepTokens} deep tokens, for {clip.Report.FilePath}"
                + (clip.Report.KnownAs.Length > 0 ? $" ({clip.Report.KnownAs})" : ""));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Export(CliConsole console)
    {
        Argument<string> from = new("model") { Description = "A model of pointad, or the folder of one." };
        var weights = Weights();
        var target = CliOptions.Required<string>("--out", "The checkpoint to write, such as epoch_15.pth.");
        var command = new Command("export", "Write a model's prompts as the authors' program reads them.")
        {
            from, weights, target,
        };
        command.SetAction(parse => Told(() =>
        {
            using ClipModel clip = Load(parse.GetRequiredValue(weights));
            MethodRunner method = Method();
            string path = new ModelFolder(parse.GetRequiredValue(from)).Files is [var only] ? only
                : throw new UsageException($"{parse.GetRequiredValue(from)} holds no model, or more than one");
            using TrainedModel trained = TrainedModel.Load(path, id => id == method.Type.Id ? method : null);
            var model = (PromptModel)trained.Model;
            if (model.WeightsHash.Length > 0 && clip.Report.Sha256 != model.WeightsHash)
                throw new UsageException($"{path} was learnt with weights of sha256 {model.WeightsHash}, "
                    + $"{clip.Report.FilePath} has {clip.Report.Sha256}");
            string file = parse.GetRequiredValue(target);
            Core.Runs.AtomicFile.Write(file, stream => PromptCheckpoint.Write(stream, model, clip));
            console.Out.WriteLine($"{file}: {model.Shape.Count} learnt numbers");
            return ExitCode.Ok;
        }));
        return command;
    }

    // What is wrong with a file is a matter of usage, and says which.
    private static int Told(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (Exception cause) when (cause is WeightFormatException or ModelFormatException
            or TorchUnavailableException or FileNotFoundException)
        {
            throw new UsageException(cause.Message, cause);
        }
    }

    private static Option<string> Weights()
        => CliOptions.Required<string>("--weights", "The CLIP that the prompts were learnt with: a file, a folder or a "
            + "name such as clip-vit-l-14-336.");

    private static ClipModel Load(string weights)
        => ClipModel.Load(ClipSearch.Find(weights), new ClipLoading { Parts = ClipParts.Text });

    private static MethodRunner Method()
        => new MethodCatalogue([.. BlockCatalogue.Assemblies]).Find("pointad")!.Open();
}
