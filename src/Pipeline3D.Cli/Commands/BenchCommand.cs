using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Geometry;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d bench NAME</c>: times a whole method on a synthetic input, to hold it against another
/// program.</summary>
internal static class BenchCommand
{
    public static Command Make(CliConsole console) => new("bench", "Time a method on a synthetic, seeded input.")
    {
        ThreeDSt(console),
        ClipBench.Make(console),
        PointAdBench.Make(console),
        PointMaeBench.Make(console),
        ResNetBench.Make(console),
        ThreeDzAlBench.Make(console),
    };

    private static Command ThreeDSt(CliConsole console)
    {
        var points = CliOptions.With("--points", "Points of the surface.", 16_000);
        var k = CliOptions.With("--k", "Neighbours per point.", 32);
        var d = CliOptions.With("--d", "Channels of the blocks and length of a descriptor.", 64);
        var threads = CliOptions.With("--threads", "Threads. Default: all cores.", Environment.ProcessorCount);
        var repeat = CliOptions.With("--repeat", "Timed runs; medians are reported.", 5);
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("3d-st",
            "3D-ST: teacher, student and score; and one training step. Neighbours and loading are not timed.")
        {
            points, k, d, threads, repeat, json,
        };
        command.SetAction(parse =>
        {
            int runs = parse.GetRequiredValue(repeat), cores = parse.GetRequiredValue(threads);
            if (runs < 1 || cores < 1)
                throw new UsageException($"--repeat is {runs}, --threads {cores}; both must be at least 1");
            JsonObject report = Measure(parse.GetRequiredValue(points), parse.GetRequiredValue(k),
                parse.GetRequiredValue(d), cores, runs);
            console.Out.WriteLine(parse.GetValue(json) ? report.ToJsonString() : string.Join("  ", report
                .Where(pair => pair.Value is JsonValue)
                .Select(pair => string.Create(CultureInfo.InvariantCulture,
                    $"{pair.Key} {pair.Value!.GetValue<object>()}"))));
            return ExitCode.Ok;
        });
        return command;
    }

    private static JsonObject Measure(int points, int k, int d, int threads, int repeat)
    {
        PointGraph graph = PointGraph.Build(Surface(points), k, threads);
        double scale = graph.MeanDistance();
        var shape = NetworkShape.Standard(d);
        using var pair = new StudentTeacher(shape, StudentTeacher.RandomWeights(shape, 1),
            StudentTeacher.RandomWeights(shape, 2));
        Whitening whitening = pair.WhiteningOf(graph, scale, threads);
        double[] inference = Times(repeat, () => pair.SquaredScores(graph, scale, whitening, threads));
        double inferencePeak = PeakMegabytes();
        double[] train = Times(repeat, () => pair.TrainStep(graph, scale, whitening, threads: threads));
        return new JsonObject
        {
            ["points"] = points,
            ["k"] = k,
            ["d"] = d,
            ["threads"] = threads,
            ["inference_s"] = Median(inference),
            ["inference_all"] = new JsonArray([.. inference.Select(seconds => (JsonNode)seconds)]),
            ["train_step_s"] = Median(train),
            ["train_step_all"] = new JsonArray([.. train.Select(seconds => (JsonNode)seconds)]),
            ["inference_peak_rss_mb"] = inferencePeak,
            ["train_peak_rss_mb"] = PeakMegabytes(),
        };
    }

    // A wavy sheet of 0.2 m with noise, in scan order: rows of points along x.
    private static PointCloud Surface(int count)
    {
        var random = new Random(0);
        int columns = (int)Math.Ceiling(Math.Sqrt(Math.Max(count, 1)));
        double pitch = 0.2 / columns;
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
        {
            double x = ((i % columns) + (0.5 * random.NextDouble())) * pitch,
                y = ((i / columns) + (0.5 * random.NextDouble())) * pitch;
            cloud[i] = new((float)x, (float)y,
                (float)((0.01 * Math.Sin(40 * x) * Math.Cos(30 * y)) + (1e-4 * random.NextDouble())));
        }
        return cloud;
    }

    // One run to warm up: the first makes machine code and buffers.
    private static double[] Times<T>(int repeat, Func<T> run)
    {
        var seconds = new double[repeat];
        for (int i = -1; i < repeat; i++)
        {
            long began = Stopwatch.GetTimestamp();
            run();
            if (i >= 0)
                seconds[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        return seconds;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
