using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d reproduce NAME</c>: a paper's protocol on the data it was made for, its numbers beside
/// ours.</summary>
internal static class ReproduceCommand
{
    private static readonly string[] Categories =
    [
        "bagel", "cable_gland", "carrot", "cookie", "dowel", "foam", "peach", "potato", "rope", "tire",
    ];

    // Bergmann and Sattlegger, WACV 2023, Table 1: AU-PRO up to a false positive rate of 0.3; the mean is last.
    private static readonly Dictionary<int, double[]> Table1 = new()
    {
        [64] = [.939, .440, .984, .904, .876, .633, .937, .989, .967, .507, .818],
        [128] = [.950, .483, .986, .921, .905, .632, .945, .988, .976, .542, .833],
    };

    public static Command Make(CliConsole console) => new("reproduce", "Run a paper's protocol and compare.")
    {
        ThreeDSt(console),
    };

    private static Command ThreeDSt(CliConsole console)
    {
        var data = CliOptions.Required<string>("--data", "A folder in MVTec 3D-AD's layout.");
        var output = CliOptions.With("--out", "Folder of both runs; new or empty.", "out/reproduce-3d-st");
        var width = CliOptions.With("--d", "Length of the descriptors: 64 or 128.", 64);
        var teacher = CliOptions.Maybe<string>("--teacher", "A pretrained teacher. Default: pretrain one first.",
            "FILE");
        var meshes = CliOptions.Maybe<string>("--meshes",
            "Meshes to pretrain on, such as ModelNet10. Default: procedural objects.", "DIR");
        var set = CliOptions.Many("--set", "Override of both pipelines: PARAMETER=value, for smaller runs.", "a=c");
        var command = new Command("3d-st", "3D-ST on MVTec 3D-AD, beside the paper's Table 1.") { data, output, width,
            teacher, meshes, set };
        command.SetAction(async (parse, _) =>
        {
            int d = parse.GetRequiredValue(width);
            if (!Table1.ContainsKey(d))
                throw new UsageException($"--d is {d}; the paper has 64 and 128");
            if (!Directory.Exists(parse.GetRequiredValue(data)))
                throw new UsageException($"there is no folder {parse.GetValue(data)}; give MVTec 3D-AD's own");
            string folder = parse.GetRequiredValue(output), students = Path.Combine(folder, "students");
            string[] overrides = parse.GetRequiredValue(set);
            using ServiceProvider program = Programs.Of([]);
            var runner = program.GetRequiredService<IPipelineRunner>();
            var shown = new RunOutput(console);
            using var signals = new StopSignals(console);
            string? given = parse.GetValue(teacher);
            if (given is null)
            {
                string[] own = parse.GetValue(meshes) is { } objects
                    ? [$"width={d}", $"scenes.meshes={objects}"] : [$"width={d}"];
                int exit = await RunAsync("3d-st-teacher.yaml", [.. own, .. overrides], Path.Combine(folder, "teacher"))
                    .ConfigureAwait(false);
                if (exit != ExitCode.Ok)
                    return exit;
                given = Path.Combine(folder, "teacher", "models", "scenes.safetensors");
            }
            int ended = await RunAsync("3d-st.yaml", [$"data={parse.GetValue(data)}", $"teacher={given}",
                .. overrides.Where(text => !IsOfTeacher(text))], students).ConfigureAwait(false);
            if (ended is ExitCode.Ok or ExitCode.SomeRejected)
                Compare(Path.Combine(students, "metrics.json"), d, console);
            return ended;

            Task<int> RunAsync(string file, string[] changes, string run)
            {
                string path = Extract(file, folder);
                PipelineDefinition pipeline = runner.Load(path, changes);
                return shown.RunAsync(progress => runner.RunAsync(pipeline, shown.Request with { Folder = run },
                    progress, signals.Drain, signals.Stop));
            }
        });
        return command;
    }

    // The pipeline files are part of the program, and lie beside their runs for those who ask what was run.
    private static string Extract(string file, string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, file);
        using Stream text = typeof(ReproduceCommand).Assembly.GetManifestResourceStream($"reproduce.{file}")!;
        using FileStream target = File.Create(path);
        text.CopyTo(target);
        return path;
    }

    private static bool IsOfTeacher(string text) => text.StartsWith("scenes", StringComparison.Ordinal)
        || text.StartsWith("validation=", StringComparison.Ordinal) || text.StartsWith("teacher.",
            StringComparison.Ordinal);

    private static void Compare(string metrics, int d, CliConsole console)
    {
        using JsonDocument found = JsonDocument.Parse(File.ReadAllBytes(metrics));
        var ours = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (JsonElement category in found.RootElement.GetProperty("categories").EnumerateArray())
            if (Value(category) is { } value)
                ours[category.GetProperty("category").GetString()!] = value;
        string[] columns = [.. Categories, "mean"];
        string[] paper = [.. Table1[d].Select(Text)], here = [.. Categories.Select(category
            => ours.TryGetValue(category, out double value) ? Text(value) : "-"),
            Value(found.RootElement.GetProperty("mean")) is { } mean ? Text(mean) : "-"];
        console.WriteTable(["AU-PRO@0.3", .. columns], [[$"3D-ST{d}, the paper's Table 1", .. paper], ["here",
            .. here]]);
        if (ours.Count < Categories.Length)
            console.Out.WriteLine(
                $"The folder has {ours.Count} of the paper's {Categories.Length} categories; the means "
                + "are of different sets.");
    }

    private static double? Value(JsonElement metrics)
        => metrics.TryGetProperty("au_pro", out JsonElement limits) && limits.TryGetProperty("0.3",
            out JsonElement found)
            && found.GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
