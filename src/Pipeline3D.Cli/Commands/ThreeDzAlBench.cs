using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Evaluation.Ranking;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Networks;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d bench 3dzal</c>: a fit, the classifier on pseudo-anomalies of unseen scans, and scoring
/// beside PatchCore on FPFH, in turn.</summary>
internal static class ThreeDzAlBench
{
    // Scans to learn from, of unseen ones and task-irrelevant ones are of other seeds.
    private const int LearntSeed = 1000, UnseenSeed = 2000, IrrelevantSeed = 3000, UnseenScans = 5;

    public static Command Make(CliConsole console)
    {
        var scans = CliOptions.With("--scans", "Training scans.", 30);
        var size = CliOptions.With("--size", "Pixels of a scan's side.", 224);
        var epochs = CliOptions.With("--epochs", "Passes over the training scans.", 50);
        var threads = CliOptions.With("--threads", "Threads of preparation and search. Default: all cores.",
            Environment.ProcessorCount);
        var repeat = CliOptions.With("--repeat", "Timed scans of each method; medians are reported.", 7);
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("3dzal", "3DzAL on made bodies: a fit, how well its classifier tells "
            + "pseudo-anomalies of unseen scans from normal patches, and "
            + "preparation with scoring beside PatchCore on FPFH.")
        {
            scans, size, epochs, threads, repeat, json,
        };
        command.SetAction((parse, stop) =>
        {
            int runs = parse.GetRequiredValue(repeat);
            if (runs < 1 || parse.GetRequiredValue(scans) < 1 || parse.GetRequiredValue(size) < 64
                || parse.GetRequiredValue(epochs) < 1 || parse.GetRequiredValue(threads) < 1)
                throw new UsageException("--scans, --epochs, --threads and --repeat must be at least 1, --size 64");
            try
            {
                JsonObject report = Measure(parse.GetRequiredValue(scans), parse.GetRequiredValue(size),
                    parse.GetRequiredValue(epochs), parse.GetRequiredValue(threads), runs, stop);
                console.Out.WriteLine(parse.GetValue(json) ? report.ToJsonString() : string.Join("  ", report
                    .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}"))));
                return Task.FromResult(ExitCode.Ok);
            }
            catch (TorchUnavailableException cause)
            {
                throw new UsageException(cause.Message, cause);
            }
        });
        return command;
    }

    private static JsonObject Measure(int scans, int size, int epochs, int threads, int runs, CancellationToken stop)
    {
        var options = new ThreeDzAlOptions { Epochs = epochs, CheckpointEvery = 0, PadMultiple = 1, GridSize = size };
        var bank = new PatchCoreFpfhOptions { PadMultiple = 1, GridSize = size };
        (Scan, Role)[] learnt = [.. Enumerable.Range(0, scans).Select(i => (ScanOf(size, LearntSeed, i), Role.Train))];
        var context = new MethodContext { Threads = threads, Stop = stop };
        var trained = new List<double>();
        long began = Stopwatch.GetTimestamp(), last = began;
        var run = new WatchedRun(() => trained.Add(Seconds(ref last))) { Threads = threads };
        using TrainedModel model = MethodType.Of(typeof(ThreeDzAlMethod))!.Open().Learn(options, learnt, run, stop);
        double fit = Stopwatch.GetElapsedTime(began).TotalSeconds;
        using TrainedModel plain = MethodType.Of(typeof(PatchCoreFpfh))!.Open().Learn(bank, learnt,
            new FitRun { Threads = threads }, stop);
        double[] ours = new double[runs], theirs = new double[runs];
        for (int i = -1; i < runs; i++)
        {
            // In turn, one first to warm up.
            Scan scan = ScanOf(size, UnseenSeed, Math.Max(i, 0));
            last = Stopwatch.GetTimestamp();
            model.Score(scan, context);
            double first = Seconds(ref last);
            plain.Score(scan, context);
            if (i >= 0)
                (ours[i], theirs[i]) = (first, Seconds(ref last));
        }
        return new JsonObject
        {
            ["scans"] = scans,
            ["size"] = size,
            ["threads"] = threads,
            ["fit_s"] = fit,
            // The first epoch's time holds preparation and places of interest, too.
            ["epoch_s"] = Median([.. trained.Skip(1).DefaultIfEmpty(fit)]),
            ["patch_auroc"] = PatchAuroc((ThreeDzAlModel)model.Model, options, size, stop),
            ["score_s"] = Median(ours),
            ["patchcore_fpfh_score_s"] = Median(theirs),
            ["ratio"] = Median(ours) / Median(theirs),
        };
    }

    private static double PatchAuroc(ThreeDzAlModel model, ThreeDzAlOptions options, int size, CancellationToken stop)
    {
        CellPatches other = Patches(IrrelevantSeed, 0);
        // Places of interest of an unseen scan: any of its points.
        var draws = new PatchDraws(options with { Seed = UnseenSeed }, [new IrrelevantScan(other.Points,
            new KdTree(other.Points), [.. Enumerable.Range(0, other.Points.Count)], other.Radius)]);
        (List<float> scores, List<bool> labels) = ([], []);
        for (int i = 0; i < UnseenScans; i++)
        {
            CellPatches host = Patches(UnseenSeed, i);
            for (int epoch = 1; epoch <= 4; epoch++)
            {
                PatchBatch batch = draws.Batch([(host, i)], grid => grid.Radius, epoch, UnseenScans, stop);
                scores.AddRange(model.Classifier.Run(batch.Patches, batch.Points, 0, 0, stop).Probabilities);
                labels.AddRange(batch.IsAnomalous);
            }
        }
        return Roc.Auroc([.. scores], [.. labels.Select(label => (byte)(label ? 1 : 0))]);

        CellPatches Patches(int seed, int index) => CellPatches.Of(ScrapScans.Make(size, seed, index),
            options.PatchGrid, options.PatchPoints, 0, stop);
    }

    private static Scan ScanOf(int size, int seed, int index)
    {
        OrganizedCloud grid = ScrapScans.Make(size, seed, index);
        return new Scan
        {
            Id = new ItemId("bench", "scrap", "train", "good", $"{index}"), Cloud = grid.Points, Grid = grid,
            Unit = LengthUnit.Metre,
        };
    }

    private static double Seconds(ref long since)
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(since, now).TotalSeconds;
        since = now;
        return seconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed class WatchedRun(Action watch) : FitRun
    {
        public override void Watch(Detection.Training.TrainingEpoch epoch) => watch();
    }
}
