using System.CommandLine;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Cli.WeightFiles;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Weights;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d weights inspect | convert | verify</c>: files of weights of published models.</summary>
internal static class WeightsCommand
{
    public static Command Make(CliConsole console) => new("weights", "Look at, convert and verify files of weights.")
    {
        Inspect(console),
        Convert(console),
        Verify(console),
    };

    private static Command Inspect(CliConsole console)
    {
        var options = new WeightOptions();
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("inspect", "Show what a file of weights holds, and by which rules it is read.")
        {
            json,
        };
        options.AddTo(command);
        command.SetAction(parse => Guarded(() =>
        {
            string path = options.Find(parse);
            (JsonObject report, bool whole) = Look(path, options.Loading(parse));
            if (parse.GetValue(json))
                console.Out.WriteLine(report.ToJsonString());
            else
                WeightReport.Print(report, console.Out);
            return whole ? ExitCode.Ok : ExitCode.Different;
        }));
        return command;
    }

    private static (JsonObject Report, bool Whole) Look(string path, ClipLoading loading)
    {
        if (IsOnnx(path))
            return (WeightReport.Of(CntkResNet.Read(path)), true);
        using WeightFile file = WeightFile.Open(path);
        try
        {
            if (ResNetWeights.IsIn(file))
                return (WeightReport.Of(file, ResNetWeights.Load(file.FilePath)), true);
            if (EfficientNetWeights.IsIn(file))
                return (WeightReport.Of(file, EfficientNetWeights.Load(file.FilePath)), true);
            if (PointMaeModel.IsIn(file))
            {
                using PointMaeModel network = PointMaeModel.Load(file.FilePath, loading.Heads);
                return (WeightReport.Of(file, network), true);
            }
            if (DsrWeights.IsIn(file))
                return (WeightReport.Of(file, DsrWeights.Read(file.FilePath)), true);
            ClipInspection found = ClipInspection.Of(file, loading);
            return (WeightReport.Of(file, found), found.Fit.Fits);
        }
        catch (WeightFormatException cause) when (file.Entries.Count > 0)
        {
            // The file is in order, the model in it is not one that is computed here.
            JsonObject report = WeightReport.Of(file);
            report["problem"] = cause.Problem;
            return (report, false);
        }
    }

    private static Command Convert(CliConsole console)
    {
        var options = new WeightOptions();
        Argument<string?> target = new("to-file")
        {
            Description = "The file to write. Default: beside the first one, as .safetensors.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = CliOptions.OneOf("--to", "Kind of file.", "safetensors");
        var type = CliOptions.OneOf("--dtype", "Type of the numbers.", "f32", "f16");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the target if it exists." };
        var command = new Command("convert", "Write a model as safetensors: loads fast, one tower alone if wanted.");
        options.AddTo(command);
        foreach (Option option in new Option[] { to, type, overwrite })
            command.Options.Add(option);
        command.Arguments.Add(target);
        command.SetAction(parse => Guarded(() =>
        {
            string source = options.Find(parse),
                file = parse.GetValue(target) ?? Path.ChangeExtension(source, ".safetensors");
            if (Path.GetFullPath(file) == Path.GetFullPath(source))
                throw new UsageException($"{file} would replace the file that is read; name another one");
            if (File.Exists(file) && !parse.GetValue(overwrite))
                throw new UsageException($"{file} exists; say --overwrite to replace it");
            WeightType numbers = parse.GetRequiredValue(type) == "f16" ? WeightType.Float16 : WeightType.Float32;
            if (ResNetOf(source) is { } residual)
            {
                Write(file, stream => residual.Save(stream, numbers));
                console.Out.WriteLine($"{file}: {new FileInfo(file).Length} bytes, {WeightReport.Text(residual)}");
                return ExitCode.Ok;
            }
            if (Holds(source, EfficientNetWeights.IsIn))
            {
                EfficientNetWeights network = EfficientNetWeights.Load(source);
                Write(file, stream => network.Save(stream, numbers));
                console.Out.WriteLine($"{file}: {new FileInfo(file).Length} bytes, {WeightReport.Text(network)}");
                return ExitCode.Ok;
            }
            if (Holds(source, DsrWeights.IsIn))
            {
                DsrWeights network = DsrWeights.Read(source);
                Write(file, stream => network.Save(stream, numbers));
                console.Out.WriteLine($"{file}: {new FileInfo(file).Length} bytes, {network.Shape.Codes} codes");
                return ExitCode.Ok;
            }
            if (Holds(source, PointMaeModel.IsIn))
            {
                using PointMaeModel network = PointMaeModel.Load(source, options.Loading(parse).Heads);
                Write(file, stream => network.Save(stream, numbers));
                console.Out.WriteLine($"{file}: {new FileInfo(file).Length} bytes, {network.Shape.Heads} heads");
                return ExitCode.Ok;
            }
            using ClipModel model = ClipModel.Load(source, options.Loading(parse));
            Write(file, stream => model.Save(stream, numbers));
            foreach (string warning in model.Report.Warnings)
                console.Error.WriteLine($"warning: {warning}");
            console.Out.WriteLine($"{file}: {new FileInfo(file).Length} bytes, activation "
                + $"{(model.Shape.Activation == ClipActivation.Gelu ? "gelu" : "quick-gelu")} "
                + $"({model.Report.ActivationRule})");
            return ExitCode.Ok;
        }));
        return command;
    }

    // CNTK's comes as ONNX, which is no file of weights alone.
    private static bool IsOnnx(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    private static ResNetWeights? ResNetOf(string path) => IsOnnx(path) ? CntkResNet.Read(path)
        : Holds(path, ResNetWeights.IsIn) ? ResNetWeights.Load(path) : null;

    private static bool Holds(string path, Func<WeightFile, bool> isIn)
    {
        using WeightFile file = WeightFile.Open(path);
        return isIn(file);
    }

    private static void Write(string file, Action<Stream> write)
    {
        // Never half a file under the name: another program may look for it meanwhile.
        string part = file + ".part";
        using (FileStream stream = File.Create(part))
            write(stream);
        File.Move(part, file, overwrite: true);
    }

    private static Command Verify(CliConsole console)
    {
        var options = new WeightOptions();
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("verify", "Load a model whole and print features, logits and lengths of its tensors, "
            + "to hold them against another installation.")
        {
            json,
        };
        options.AddTo(command);
        command.SetAction(parse => Guarded(() =>
        {
            using ClipModel model = ClipModel.Load(options.Find(parse), options.Loading(parse));
            JsonObject report = WeightCheck.Of(model);
            if (parse.GetValue(json))
                console.Out.WriteLine(report.ToJsonString());
            else
            {
                var lengths = report["lengths"]!.AsObject();
                report.Remove("lengths");
                WeightReport.Print(report, console.Out);
                console.WriteTable(["tensor", "length"], lengths.Select(item => new[]
                {
                    item.Key, item.Value!.ToString(),
                }));
            }
            foreach (string warning in model.Report.Warnings)
                console.Error.WriteLine($"warning: {warning}");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception cause) when (cause is WeightFormatException or FileNotFoundException
            or TorchUnavailableException)
        {
            throw new UsageException(cause.Message, cause);
        }
    }
}
