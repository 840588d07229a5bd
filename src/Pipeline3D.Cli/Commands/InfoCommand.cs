using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d info FILE|DIR</c></summary>
internal static class InfoCommand
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static Command Make(CliConsole console)
    {
        Argument<string> path = new("path") { Description = "A scan, an image or a dataset's folder." };
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("info", "Show what a scan or a dataset holds.") { path, plugin };
        command.SetAction(parse =>
        {
            PluginSet plugins = PipelineArguments.Plugins(parse.GetRequiredValue(plugin));
            string name = parse.GetRequiredValue(path);
            if (Directory.Exists(name))
                Print(DatasetSummary.Of(name, plugins.Layouts.Detect(name)), console);
            else if (!File.Exists(name))
                throw new UsageException($"there is no file or folder {name}");
            else
                PrintFile(name, plugins.Formats, console.Out);
            return ExitCode.Ok;
        });
        return command;
    }

    // Formats of both kinds, as TIFF: three floats per pixel are a scan, everything else is just an image.
    private static void PrintFile(string path, ScanFormats formats, TextWriter text)
    {
        string title = Path.GetExtension(path).TrimStart('.').ToUpperInvariant();
        if (formats.Find(path) is not IImageFormat format)
            Print(CloudSummary.Of(path, formats), text);
        else if (format is ICloudFormat && TryReadCloud(path, formats, out CloudFile? cloud))
            Print(CloudSummary.Of(cloud, title), text);
        else
            Print(formats.ReadImage(path), title, text);
    }

    private static bool TryReadCloud(string path, ScanFormats formats, [NotNullWhen(true)] out CloudFile? cloud)
    {
        try
        {
            cloud = formats.ReadCloud(path);
            return true;
        }
        catch (FormatException3D cause) when (cause.Reason == RejectReason.BadFormat)
        {
            cloud = null;
            return false;
        }
    }

    private static void Print(CloudSummary cloud, TextWriter text)
    {
        string grid = cloud.Height > 1 ? string.Create(Invariant, $", grid of {cloud.Width} x {cloud.Height}") : "";
        Line(text, "format", cloud.Format);
        Line(text, "points", string.Create(Invariant, $"{cloud.Points}{grid}"));
        Line(text, "valid", string.Create(Invariant,
            $"{cloud.Valid} ({100 * cloud.ValidShare:0.0} %), {cloud.NotFinite} not finite"));
        Line(text, "bounds", $"{Triple(cloud.Least, cloud.Offset)} to {Triple(cloud.Most, cloud.Offset)}");
        Line(text, "unit", $"{cloud.Unit}, a guess: {cloud.UnitReason}");
        Line(text, "density", float.IsNaN(cloud.Spacing) ? "unknown" : string.Create(Invariant,
            $"{cloud.Spacing:G4} between neighbours (median)"));
        Line(text, "with", cloud.Attributes.Count > 0 ? string.Join(", ", cloud.Attributes) : "coordinates only");
        foreach (string remark in cloud.Remarks)
            Line(text, "remark", remark);
    }

    private static void Print(RasterImage image, string format, TextWriter text)
    {
        Line(text, "format", format);
        Line(text, "shape", string.Create(Invariant,
            $"{image.Width} x {image.Height} pixels, {image.Channels} x {image.Type}"));
    }

    private static void Print(DatasetSummary dataset, CliConsole console)
    {
        TextWriter text = console.Out;
        Line(text, "layout", $"{dataset.Layout} ({dataset.Title})");
        Line(text, "unit", dataset.Unit.ToString());
        Line(text, "scans", string.Create(Invariant,
            $"{dataset.Scans} in {dataset.Categories.Count} categories, {ByteSize.Write(dataset.FileBytes)}"));
        Line(text, "memory", $"at most {ByteSize.Write(dataset.LargestScanBytes)} per scan");
        console.WriteTable(["category", "split", "defect", "scans"], dataset.Counts.Select(count => new[]
        {
            count.Category, count.Split, count.Defect, count.Scans.ToString(Invariant),
        }));
        foreach (string remark in dataset.Remarks)
            Line(text, "remark", remark);
    }

    private static void Line(TextWriter text, string name, string value) => text.WriteLine($"{name,-8} {value}");

    private static string Triple(IReadOnlyList<float> values, Vector3d offset) => offset == default
        ? string.Create(Invariant, $"({values[0]:G6}, {values[1]:G6}, {values[2]:G6})")
        : string.Create(Invariant,
            $"({offset.X + values[0]:G12}, {offset.Y + values[1]:G12}, {offset.Z + values[2]:G12})");
}
