using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Sampling;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.PointMae;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d bench point-mae</c>: features of groups by our form and by the plain one on the same
/// libtorch, in turn.</summary>
internal static class PointMaeBench
{
    public static Command Make(CliConsole console)
    {
        var groups = CliOptions.With("--groups", "Groups of the cloud.", 1024);
        var size = CliOptions.With("--size", "Points of a group.", 128);
        var width = CliOptions.With("--width", "Numbers of a token; a multiple of 64.", 384);
        var layers = CliOptions.With("--layers", "Blocks of the encoder.", 12);
        var form = CliOptions.OneOf("--form", "Which form; one alone tells the memory it takes.", "both", "ours",
            "plain");
        var threads = CliOptions.With("--threads", "Threads. Default: all cores.", Environment.ProcessorCount);
        var repeat = CliOptions.With("--repeat", "Timed runs; the median is reported.", 5);
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("point-mae", "Point-MAE's encoder with random weights: a cloud's groups to features, "
            + "beside the plain form (all points at once, joined arrays, softmax of whole tables) on the same "
            + "libtorch. Grouping is not timed.")
        {
            groups, size, width, layers, form, threads, repeat, json,
        };
        command.SetAction(async (parse, stop) =>
        {
            int runs = parse.GetRequiredValue(repeat), numbers = parse.GetRequiredValue(width);
            if (runs < 1 || parse.GetRequiredValue(groups) < 1 || parse.GetRequiredValue(size) < 1 || numbers < 64
                || numbers % 64 != 0 || parse.GetRequiredValue(layers) < 1)
                throw new UsageException("--groups, --size, --layers and --repeat must be at least 1, and --width a "
                    + "multiple of 64");
            try
            {
                using var lane = new DeviceLane("cpu", parse.GetRequiredValue(threads));
                JsonObject report = await lane.RunAsync(_ => Measure(parse.GetRequiredValue(groups),
                    parse.GetRequiredValue(size), numbers, parse.GetRequiredValue(layers), runs,
                    parse.GetRequiredValue(form)), stop).ConfigureAwait(false);
                report["threads"] = lane.Threads;
                console.Out.WriteLine(parse.GetValue(json) ? report.ToJsonString() : string.Join("  ", report
                    .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}"))));
                return ExitCode.Ok;
            }
            catch (TorchUnavailableException cause)
            {
                throw new UsageException(cause.Message, cause);
            }
        });
        return command;
    }

    private static JsonObject Measure(int groups, int size, int width, int layers, int runs, string form)
    {
        var shape = new PointMaeShape { Width = width, Heads = width / 64, Layers = layers, DecoderLayers = 0 };
        using PointMaeModel model = PointMaeModel.Random(shape, seed: 1);
        using var plain = new PlainPointMae(model);
        PointCloud cloud = Sphere(Math.Max(groups * 16, size));
        PointGroups grouped = PointGroups.Of(cloud, groups, size);
        var points = new float[groups * size * 3];
        grouped.Gather(cloud, 0, points);
        float[] centres = grouped.Centres.ToInterleaved();
        bool isOurs = form != "plain", isPlain = form != "ours";
        float[] found = isOurs ? model.Features(cloud, grouped) : [],
            wanted = isPlain ? plain.Features(points, centres, groups) : [];
        var ours = new List<double>();
        var theirs = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            if (isOurs)
                ours.Add(Seconds(() => model.Features(cloud, grouped)));
            if (isPlain)
                theirs.Add(Seconds(() => plain.Features(points, centres, groups)));
        }
        var report = new JsonObject { ["groups"] = groups, ["size"] = size, ["width"] = width, ["layers"] = layers };
        if (isOurs)
            report["seconds"] = Median(ours);
        if (isPlain)
            report["plain_seconds"] = Median(theirs);
        if (isOurs && isPlain)
        {
            report["ratio"] = Median(theirs) / Median(ours);
            report["largest_difference"] = found.Zip(wanted, (a, b) => Math.Abs(a - b)).Max();
        }
        using var process = Process.GetCurrentProcess();
        report["peak_rss_mb"] = process.PeakWorkingSet64 / 1e6;
        return report;
    }

    private static double Seconds(Func<float[]> run)
    {
        long began = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);

    private static PointCloud Sphere(int points)
    {
        var cloud = new PointCloud(points);
        double turn = Math.PI * (3 - Math.Sqrt(5));
        for (int i = 0; i < points; i++)
        {
            double z = 1 - ((2 * (i + 0.5)) / points), radius = Math.Sqrt(1 - (z * z));
            cloud[i] = new((float)(radius * Math.Cos(turn * i)), (float)(radius * Math.Sin(turn * i)), (float)z);
        }
        return cloud;
    }
}
