using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d convert A B</c></summary>
internal static class ConvertCommand
{
    private const ScanContent Points = ScanContent.Cloud | ScanContent.Grid | ScanContent.Mesh;

    public static Command Make(CliConsole console)
    {
        Argument<string> from = new("from") { Description =
            $"A cloud: {string.Join(' ', ScanFormats.Own.ExtensionsOf(Points))}" };
        Argument<string> to = new("to") { Description =
            $"The file to write: {string.Join(' ', ScanFormats.Own.WriteExtensions)}" };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the target if it exists." };
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("convert", "Convert a cloud between file formats.") { from, to, overwrite, plugin };
        command.SetAction(parse =>
        {
            string source = parse.GetRequiredValue(from), target = parse.GetRequiredValue(to);
            if (!File.Exists(source))
                throw new UsageException($"there is no file {source}");
            ScanFormats formats = PipelineArguments.Plugins(parse.GetRequiredValue(plugin)).Formats;
            if (!formats.WriteExtensions.Contains(Path.GetExtension(target).ToLowerInvariant()))
                throw new UsageException($"{target}: a cloud cannot be written as '{Path.GetExtension(target)}'; "
                    + $"known are {string.Join(' ', formats.WriteExtensions)}");
            if (File.Exists(target) && !parse.GetValue(overwrite))
                throw new UsageException($"{target} exists; say --overwrite to replace it");
            CloudFile cloud = formats.ReadCloud(source);
            int leftOut = formats.Write(target, cloud);
            foreach (string remark in cloud.Remarks)
                console.Error.WriteLine($"remark: {remark}");
            console.Out.WriteLine($"{target}: {cloud.Points.Count - leftOut} points"
                + (leftOut > 0 ? $"; {leftOut} pixels without a reading are left out" : ""));
            return ExitCode.Ok;
        });
        return command;
    }
}
