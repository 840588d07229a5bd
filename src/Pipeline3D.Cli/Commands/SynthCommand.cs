using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Synthetic;

namespace Pipeline3D.Cli.Commands;

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

    public static Command Make(CliConsole console)
    {
        Argument<string> folder = new("folder") { Description = "Must be empty or hold an earlier synthetic dataset." };
        var preset = CliOptions.OneOf("--preset", "all = every category; demo = three categories of the layout, few "
            + "scans of them.", "all",
            "demo");
        var layout = CliOptions.OneOf("--layout", "Whose files to imitate.", [.. Layouts.Keys]);
        var categories = CliOptions.Many("--categories", "Categories to write: a,b or a b. Default: the preset's.",
            "name",
            together: true);
        var size = Count("--size", "Longest side of the images in pixels; 0 = the size of the real scans.");
        var points = Count("--points", "Points per cloud, for the cloud layouts.");
        var train = Count("--train", "Normal training scans per category.");
        var validation = Count("--validation", "Normal validation scans per category.");
        var good = Count("--test-good", "Normal test scans per category.");
        var bad = Count("--test-defective", "Defective test scans per category.");
        var meshes = CliOptions.With("--meshes", "Folder of meshes (.off .obj .ply .stl, at any depth) to make the "
            + "scans of, for anomaly-shapenet; empty: shapes are made.", "");
        var shapes = Count("--shapes", "Meshes to take of each folder right below --meshes; 0 = all.");
        var seed = CliOptions.With("--seed", "Seed of everything that varies.",
            new SyntheticOptions { Folder = "" }.Seed);
        var command = new Command("synth", "Write a dataset of synthetic scans in the layout of a public one.")
        {
            folder, preset, layout, categories, size, points, train, validation, good, bad, meshes,
            shapes, seed,
        };
        command.SetAction((parse, stop) =>
        {
            string path = parse.GetRequiredValue(folder);
            string[] wanted = [.. parse.GetRequiredValue(categories).SelectMany(names => names.Split(',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            SyntheticLayout asked = Layouts[parse.GetRequiredValue(layout)];
            bool isDemo = parse.GetRequiredValue(preset) == "demo";
            SyntheticOptions usual = isDemo ? SyntheticOptions.Demo(path) : new SyntheticOptions { Folder = path };
            int demos = usual.Categories.Length;
            usual = usual with
            {
                Layout = asked, Meshes = parse.GetRequiredValue(meshes),
                ShapesPerFolder = parse.GetValue(shapes) ?? usual.ShapesPerFolder,
                Remarks = new Remarks(console),
            };
            // As many test scans as the original has of a class, three of each kind.
            if (asked == SyntheticLayout.AnomalyShapeNet && !isDemo)
                usual = usual with { TestGood = 6, TestDefective = 18 };
            // The demo's own categories are those of MVTec 3D-AD.
            if (isDemo && asked != SyntheticLayout.Mvtec3d)
                usual = usual with { Categories = [.. SyntheticDataset.Categories(usual with { Categories = [] })
                    .Take(demos)] };
            SyntheticOptions options = usual with
            {
                Categories = wanted.Length > 0 ? [.. wanted] : usual.Categories,
                LongestSide = parse.GetValue(size) switch { null => usual.LongestSide, 0 => null, var side => side },
                Points = parse.GetValue(points) ?? usual.Points,
                Train = parse.GetValue(train) ?? usual.Train,
                Validation = parse.GetValue(validation) ?? usual.Validation,
                TestGood = parse.GetValue(good) ?? usual.TestGood,
                TestDefective = parse.GetValue(bad) ?? usual.TestDefective,
                Seed = parse.GetRequiredValue(seed),
            };
            return Task.FromResult(Write(options, console, stop));
        });
        return command;
    }

    private static Option<int?> Count(string name, string description)
        => new(name) { Description = $"{description} Default: the preset's." };

    /// <summary>Tells on the error stream what was noticed about meshes.</summary>
    private sealed class Remarks(CliConsole console) : IProgress<string>
    {
        public void Report(string value) => console.Error.WriteLine(value);
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
