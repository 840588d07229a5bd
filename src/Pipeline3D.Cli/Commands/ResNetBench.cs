using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d bench resnet</c>: maps of all stages by our form and by the plain one on the same libtorch,
/// in turn.</summary>
internal static class ResNetBench
{
    private static readonly (string Name, ResNetShape Shape)[] Networks =
    [
        ("resnet18", ResNetShape.ResNet18), ("resnet18-cntk", ResNetShape.Cntk18), ("resnet50", ResNetShape.ResNet50),
        ("wide-resnet50-2", ResNetShape.WideResNet50), ("resnext50-32x4d", ResNetShape.ResNeXt50),
    ];

    public static Command Make(CliConsole console)
    {
        var network = CliOptions.OneOf("--network", "Which network.", [.. Networks.Select(item => item.Name)]);
        var pictures = CliOptions.With("--pictures", "Pictures of one call.", 1);
        var size = CliOptions.With("--size", "Side of a picture, pixels.", 224);
        var threads = CliOptions.With("--threads", "Threads. Default: all cores.", Environment.ProcessorCount);
        var repeat = CliOptions.With("--repeat", "Timed runs; the median is reported.", 5);
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("resnet", "A residual network with random weights: pictures of bytes to the maps of "
            + "all stages, beside the plain form (norms apart, channels first) on the same libtorch.")
        {
            network, pictures, size, threads, repeat, json,
        };
        command.SetAction(async (parse, stop) =>
        {
            int runs = parse.GetRequiredValue(repeat), count = parse.GetRequiredValue(pictures),
                side = parse.GetRequiredValue(size);
            if (runs < 1 || count < 1 || side < 32)
                throw new UsageException("--pictures and --repeat must be at least 1, --size at least 32");
            string name = parse.GetRequiredValue(network);
            try
            {
                using var lane = new DeviceLane("cpu", parse.GetRequiredValue(threads));
                JsonObject report = await lane.RunAsync(_ => Measure(name, count, side, runs), stop)
                    .ConfigureAwait(false);
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

    private static JsonObject Measure(string name, int count, int side, int runs)
    {
        ResNetShape shape = Networks.First(item => item.Name == name).Shape;
        ResNetWeights weights = ResNetWeights.Random(shape, seed: 1);
        using var model = new ResNetModel(weights);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        FlatTensors flat = weights.Layout.Open(weights.Numbers, learns: false);
        var rgb = new byte[checked(3 * side * side * count)];
        new Random(1).NextBytes(rgb);
        int[] taps = [.. Enumerable.Range(1, shape.Stages)];
        ReadOnlySpan<float> found = model.Taps(rgb, side, side, taps)[^1].Of(0);
        float[] wanted = Plain(), last = found.ToArray();
        double difference = last.Select((value, i) => Math.Abs(value - wanted[(i % shape.Channels(shape.Stages)
            * (last.Length / shape.Channels(shape.Stages))) + (i / shape.Channels(shape.Stages))])).Max();
        var ours = new List<double>();
        var theirs = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            ours.Add(Milliseconds(() => model.Taps(rgb, side, side, taps)));
            theirs.Add(Milliseconds(() => Plain()));
        }
        using var process = Process.GetCurrentProcess();
        return new JsonObject
        {
            ["network"] = name, ["pictures"] = count, ["size"] = side, ["ms_per_picture"] = Median(ours) / count,
            ["plain_ms_per_picture"] = Median(theirs) / count, ["ratio"] = Median(theirs) / Median(ours),
            ["largest_difference"] = difference, ["peak_rss_mb"] = process.PeakWorkingSet64 / 1e6,
        };

        float[] Plain()
        {
            using DisposeScope inner = NewDisposeScope();
            var planes = new float[rgb.Length];
            for (int i = 0; i < count; i++)
                model.Input.Fill(rgb.AsSpan(i * 3 * side * side, 3 * side * side), side, side,
                    planes.AsSpan(i * 3 * side * side, 3 * side * side));
            Tensor[] maps = ResNetNetwork.Run(flat, shape, Tensors.From(planes, count, 3, side, side), taps);
            return Array.ConvertAll(maps, Tensors.ToFloats)[^1];
        }
    }

    private static double Milliseconds<T>(Func<T> run)
    {
        long began = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
