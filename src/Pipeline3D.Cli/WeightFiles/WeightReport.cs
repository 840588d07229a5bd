using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Detection.ShapeGuided;
using Pipeline3D.Detection.ThreeDsr;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.Networks.PointMae;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Weights;

namespace Pipeline3D.Cli.WeightFiles;

/// <summary>What <c>weights inspect</c> tells of a file: lines of a word and a value, the same as JSON.</summary>
internal static class WeightReport
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Of a file with a CLIP model.</summary>
    public static JsonObject Of(WeightFile file, ClipInspection found)
    {
        JsonObject report = Of(file);
        ClipReport from = found.Report;
        report["model"] = "CLIP";
        report["layout"] = from.Layout switch
        {
            ClipLayout.OpenAi => "OpenAI",
            ClipLayout.OpenClip => "open_clip (OpenAI's names)",
            ClipLayout.OpenClipCustomText => "open_clip (text tower under text.)",
            _ => "Hugging Face",
        };
        report["sha256"] = from.Sha256;
        report["known_as"] = from.KnownAs.Length > 0 ? from.KnownAs : "no known file";
        report["nearest"] = found.Nearest;
        if (found.Shape.Vision is { } vision)
            report["vision"] = string.Create(Invariant, $"picture {vision.Image}, patch {vision.Patch}, ")
                + string.Create(Invariant, $"grid {vision.Grid} x {vision.Grid}, ")
                + Tower(vision.Width, vision.Layers, vision.Heads);
        if (found.Shape.Text is { } text)
            report["text"] = Tower(text.Width, text.Layers, text.Heads)
                + string.Create(Invariant, $", context {text.Context}, vocabulary {text.Vocabulary}");
        report["embedding"] = found.Shape.Embedding;
        report["heads_rule"] = from.HeadsRule;
        report["activation"] = found.Shape.Activation == ClipActivation.QuickGelu ? "quick-gelu" : "gelu";
        report["activation_rule"] = from.ActivationRule;
        report["missing"] = List(found.Fit.Missing);
        report["unexpected"] = List(found.Fit.Unexpected);
        report["misshapen"] = List(found.Fit.Misshapen);
        report["surplus"] = List(from.Surplus);
        report["warnings"] = List(from.Warnings);
        return report;
    }

    /// <summary>Of a file with a network of Point-MAE.</summary>
    public static JsonObject Of(WeightFile file, PointMaeModel network)
    {
        JsonObject report = Of(file);
        PointMaeShape shape = network.Shape;
        report["model"] = "Point-MAE";
        report["sha256"] = network.Sha256;
        report["encoder"] = Tower(shape.Width, shape.Layers, shape.Heads);
        report["decoder"] = shape.DecoderLayers == 0 ? "none" : string.Create(Invariant,
            $"{shape.DecoderLayers} layers, groups of {shape.GroupSize} points");
        report["tokens"] = string.Create(Invariant, $"{shape.Mini.First}, {shape.Mini.Second}, {shape.Mini.Third}");
        report["features"] = shape.FeatureLength;
        return report;
    }

    /// <summary>Of a file with 3DSR's discrete autoencoder.</summary>
    public static JsonObject Of(WeightFile file, DsrWeights network)
    {
        JsonObject report = Of(file);
        report["model"] = "discrete autoencoder of 3DSR";
        report["sha256"] = HashOf(file);
        report["hidden"] = string.Create(Invariant,
            $"{network.Shape.Hidden}, {network.Shape.Residual} in residual units");
        report["codes"] = string.Create(Invariant,
            $"two times {network.Shape.Codes} of {network.Shape.Embedding} numbers");
        return report;
    }

    /// <summary>Of a file with an EfficientNet.</summary>
    public static JsonObject Of(WeightFile file, EfficientNetWeights network)
    {
        JsonObject report = Of(file);
        report["model"] = "EfficientNet";
        report["sha256"] = network.Sha256;
        report["network"] = Text(network);
        report["parameters"] = network.Layout.Parts.Where(part => !part.IsRunning).Sum(part => part.Count);
        return report;
    }

    /// <summary>An EfficientNet's sizes in words.</summary>
    public static string Text(EfficientNetWeights network) => string.Create(Invariant,
        $"{network.Shape.Blocks} blocks, {string.Join('-', network.Shape.Stages.Select(stage => stage.Blocks))}, ")
        + $"channels {string.Join('-', network.Shape.Stages.Select(stage => stage.Channels.ToString(Invariant)))}";

    /// <summary>Of a file with Shape-Guided's expert on surfaces.</summary>
    public static JsonObject Of(WeightFile file, SurfaceWeights network)
    {
        JsonObject report = Of(file);
        report["model"] = "expert on surfaces of Shape-Guided";
        report["sha256"] = HashOf(file);
        report["encoder"] = string.Join('-', network.Shape.Widths.Append(network.Shape.Middle)
            .Append(network.Shape.Code));
        report["field"] = string.Create(Invariant, $"width {network.Shape.Hidden}, {network.Shape.Layers} layers");
        return report;
    }

    /// <summary>Of a file with a residual network.</summary>
    public static JsonObject Of(WeightFile file, ResNetWeights network)
    {
        JsonObject report = Of(file);
        foreach ((string name, JsonNode? value) in Of(network).ToArray())
            report[name] = value!.DeepClone();
        return report;
    }

    /// <summary>Of a residual network, whatever file it comes from.</summary>
    public static JsonObject Of(ResNetWeights network) => new()
    {
        ["file"] = network.FilePath,
        ["model"] = "residual network",
        ["sha256"] = network.Sha256,
        ["network"] = Text(network),
        ["parameters"] = network.Layout.Parts.Where(part => !part.IsRunning).Sum(part => part.Count),
        ["pictures"] = network.Input.HasMeanPicture ? "blue, green, red of 0 to 255, less a mean picture"
            : "red, green, blue of 0 to 1, less ImageNet's mean, by its deviation",
    };

    /// <summary>A residual network's sizes in words.</summary>
    public static string Text(ResNetWeights network)
    {
        ResNetShape shape = network.Shape;
        string blocks = string.Join('-', shape.Blocks), widths = string.Join('-', shape.Widths);
        return string.Create(Invariant, $"{(shape.Block == ResNetBlock.Basic ? "basic blocks" : "bottlenecks")} ")
            + string.Create(Invariant, $"{blocks}, widths {widths}, {shape.Groups} groups of {shape.GroupWidth}");
    }

    /// <summary>Of any file.</summary>
    public static JsonObject Of(WeightFile file) => new()
    {
        ["file"] = file.FilePath,
        ["tensors"] = file.Entries.Count,
        ["numbers"] = file.Entries.Sum(entry => entry.Count),
        ["types"] = string.Join(", ", file.Entries.GroupBy(entry => entry.Type).OrderBy(group => group.Key)
            .Select(group => string.Create(Invariant, $"{group.Count()} {group.Key}"))),
    };

    /// <summary>Writes a report, a line for each fact; empty lists are left out.</summary>
    public static void Print(JsonObject report, TextWriter text)
    {
        foreach ((string name, JsonNode? value) in report)
            if (value is JsonArray { Count: > 0 } numbers && numbers[0]!.GetValueKind() == JsonValueKind.Number)
                Line(name, string.Join(' ', numbers.Select(number => number!.ToJsonString())));
            else if (value is JsonArray list)
                foreach (JsonNode? item in list)
                    Line(name, item!.ToString());
            else
                Line(name, value!.ToString());
        void Line(string name, string value) => text.WriteLine($"{name.Replace('_', ' '),-16} {value}");
    }

    private static string HashOf(WeightFile file)
    {
        using FileStream bytes = File.OpenRead(file.FilePath);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static JsonArray List(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);

    private static string Tower(int width, int layers, int heads)
        => string.Create(Invariant, $"width {width}, {layers} layers, {heads} heads");
}
