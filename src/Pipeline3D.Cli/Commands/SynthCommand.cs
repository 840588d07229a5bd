using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pipeline3D.Data.Synthetic;

namespace Pipeline3D.Cli;

/// <summary><c>pipeline3d synth FOLDER</c></summary>
internal static class SynthCommand
{
    private static readonly Dictionary<string, SyntheticLayout> Layouts = new(StringComparer.Ordinal)
    {
        ["mvtec3d"] = SyntheticLayout.Mvtec3d,
        ["eyecandies"] = SyntheticLayout.Eyecandies,
        ["real3d"] = SyntheticLayout.Real3d,
        ["anomaly-shapenet"] = SyntheticLayout.AnomalyShapeNet,
    };

    private static readonly SyntheticOptions Defaults = new() { Folder = "" };

    public static Command Make(CliConsole console)
    {
        Argument<string> folder = new("folder") { Description = "Folder to write to; must be empty or an earlier synthetic dataset." };
        Option<string> preset = new("--preset") { Description = "demo = bagel, cable_gland and potato at 224 pixels; all = every category.", DefaultValueFactory = _ => "all" };
        preset.AcceptOnlyFromAmong("demo", "all");
        Option<string> layout = new("--layout") { Description = "mvtec3d, eyecandies, real3d or anomaly-shapenet.", DefaultValueFactory = _ => "mvtec3d" };
        layout.AcceptOnlyFromAmong([.. Layouts.Keys]);
        Option<string[]> categories = new("--categories") { Description = "Categories to write. Default: those of the preset.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        Option<int?> size = new("--size") { Description = "Longest side of the images in pixels; 0 = the size of the real scans. Default 224." };
        Option<int> points = new("--points") { Description = "Points per cloud, for the cloud layouts.", DefaultValueFactory = _ => Defaults.Points };
        Option<int> train = new("--train") { Description = "Normal training scans per category.", DefaultValueFactory = _ => Defaults.Train };
        Option<int> validation = new("--validation") { Description = "Normal validation scans per category.", DefaultValueFactory = _ => Defaults.Validation };
        Option<int> good = new("--test-good") { Description = "Normal test scans per category.", DefaultValueFactory = _ => Defaults.TestGood };
        Option<int> bad = new("--test-defective") { Description = "Defective test scans per category.", DefaultValueFactory = _ => Defaults.TestDefective };
        Option<ulong> seed = new("--seed") { Description = "Seed of everything that varies.", DefaultValueFactory = _ => Defaults.Seed };
        var command = new Command("synth", "Write a dataset of synthetic scans in the layout of a public one.")
        {
            folder, preset, layout, categories, size, points, train, validation, good, bad, seed,
        };
        command.SetAction((parse, stop) =>
        {
            string path = parse.GetRequiredValue(folder);
            string[] wanted = parse.GetRequiredValue(categories);
            var options = new SyntheticOptions
            {
                Folder = path,
                Layout = Layouts[parse.GetRequiredValue(layout)],
                Categories = wanted.Length > 0 ? [.. wanted]
                    : parse.GetRequiredValue(preset) == "demo" ? SyntheticOptions.Demo(path).Categories : [],
                LongestSide = parse.GetValue(size) switch { null => Defaults.LongestSide, 0 => null, var side => side },
                Points = parse.GetRequiredValue(points),
                Train = parse.GetRequiredValue(train),
                Validation = parse.GetRequiredValue(validation),
                TestGood = parse.GetRequiredValue(good),
                TestDefective = parse.GetRequiredValue(bad),
                Seed = parse.GetRequiredValue(seed),
            };
            return Task.FromResult(Write(options, console, stop));
        });
        return command;
    }

    private static int Write(SyntheticOptions options, CliConsole console, CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        int count = SyntheticDataset.Write(options, progress: null, stop);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} scans in {options.Folder}, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        return ExitCode.Ok;
    }
}
