using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d bench pointad</c>: an epoch of PointAD's prompts from kept features, at the sizes of ViT-L/14
/// at 336 pixels.</summary>
internal static class PointAdBench
{
    private static readonly Dictionary<string, Sizes> Models = new()
    {
        ["clip-vit-l-14-336"] = new(new ClipTextShape(768, 12, 12, 77, 49408), 9, 24, 336, 768),
        ["tiny"] = new(new ClipTextShape(64, 9, 1, 77, 49408), 3, 4, 32, 32),
    };

    public static Command Make(CliConsole console)
    {
        var modelName = CliOptions.OneOf("--model", "Whose sizes.", [.. Models.Keys]);
        var objects = CliOptions.With("--objects", "Labelled objects of the epoch.", 40);
        var batch = CliOptions.With("--batch", "Objects of a step.", 4);
        var threads = CliOptions.With("--threads", "Threads. Default: all cores.", Environment.ProcessorCount);
        var repeat = CliOptions.With("--repeat", "Timed epochs; the median is reported.", 3);
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("pointad", "One epoch of learning PointAD's prompts from features that were kept, "
            + "with random weights and features of full size: text tower forwards and backwards, all four losses.")
        {
            modelName, objects, batch, threads, repeat, json,
        };
        command.SetAction(parse =>
        {
            int count = parse.GetRequiredValue(objects), runs = parse.GetRequiredValue(repeat);
            if (count < 1 || runs < 1)
                throw new UsageException($"--objects is {count}, --repeat {runs}; both must be at least 1");
            try
            {
                using var lane = new DeviceLane("cpu", parse.GetRequiredValue(threads));
                JsonObject report = lane.Run(_ => Measure(Models[parse.GetRequiredValue(modelName)],
                    count, parse.GetRequiredValue(batch), runs, lane.Threads), CancellationToken.None);
                console.Out.WriteLine(parse.GetValue(json) ? report.ToJsonString() : string.Join("  ", report
                    .Where(pair => pair.Value is JsonValue)
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

    private static JsonObject Measure(Sizes sizes, int objects, int batch, int repeat, int threads)
    {
        ClipTextShape text = sizes.Text;
        using ClipModel model = ClipModel.Random(new ClipShape(null, text, sizes.Length, ClipActivation.QuickGelu),
            seed: 1);
        var options = new PointAdOptions { BatchSize = batch, Seed = 0 };
        PromptShape shape = options.ShapeOf(text.Width);
        // Some objects stand for all: what is read is read again.
        PointAdSample[] samples = [.. Enumerable.Range(0, Math.Min(objects, 2 * batch)).Select(seed =>
            Sample(sizes, seed))];
        KeptSample<PointAdSample>[] kept = [.. Enumerable.Range(0, objects).Select(i =>
            new KeptSample<PointAdSample>(Role.Train, () => samples[i % samples.Length]))];
        var task = new PromptTask<PointAdSample>(options, shape, new Dictionary<string, PromptTower>
        {
            [""] = new(model.Text, shape, options.Ids(text)),
        }, [.. kept.Select(_ => "")], PointAdLoss.Of(new PatchGrid(sizes.Side, sizes.Size), options.Parts,
            options.Grouping, options.DiceBackground), kept, threads);
        var seconds = new double[repeat];
        double first = 0, last = 0;
        // The first steps warm up.
        for (int run = -1; run < repeat; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            double sum = 0;
            int[] order = [.. Enumerable.Range(0, run < 0 ? Math.Min(objects, batch) : objects)];
            foreach (int[] step in order.Chunk(batch))
                sum += task.Learn(step, run + 2, CancellationToken.None) * step.Length;
            if (run >= 0)
                seconds[run] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            (first, last) = (run <= 0 ? sum / order.Length : first, sum / order.Length);
        }
        using var process = Process.GetCurrentProcess();
        return new JsonObject
        {
            ["objects"] = objects,
            ["batch"] = batch,
            ["threads"] = threads,
            ["seconds_per_epoch"] = seconds.Order().ElementAt(repeat / 2),
            ["seconds_all"] = new JsonArray([.. seconds.Select(value => (JsonNode)value)]),
            ["loss_first"] = first,
            ["loss_last"] = last,
            ["peak_rss_mb"] = process.PeakWorkingSet64 / 1e6,
        };
    }

    // Random directions; a ball's worth of points seen in a third of the views; a defect in the middle.
    private static PointAdSample Sample(Sizes sizes, int seed)
    {
        (_, int views, int side, int size, int length) = sizes;
        var random = new Random(seed);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        int pixels = size * size;
        int[] own = [.. Enumerable.Range(0, pixels).Where(i => Math.Pow((i % size) - (size / 2), 2)
            + Math.Pow((i / size) - (size / 2), 2) < size * size / 8)];
        bool[] mask = [.. Enumerable.Range(0, pixels).Select(i => Math.Abs((i % size) - (size / 2)) < size / 16
            && Math.Abs((i / size) - (size / 2)) < size / 16 && seed % 2 == 0)];
        return new PointAdSample(PictureFeatures.Of(side, length, Draw(views * length),
            [Draw(views * side * side * length)], isHalf: true), SeenPoints.Of(pixels, own,
            [.. Enumerable.Range(0, views).Select(_ => own)], [.. Enumerable.Range(0, views).Select(view =>
                Array.ConvertAll(own, i => i % 3 == view % 3))]), size)
        {
            Masks = [.. Enumerable.Range(0, views).Select(_ => mask)],
            PointTruth = Array.ConvertAll(own, i => mask[i]), IsAnomalous = seed % 2 == 0,
        };
    }

    // A text tower, and what a vision tower would have given of a scan.
    private sealed record Sizes(ClipTextShape Text, int Views, int Side, int Size, int Length);
}
