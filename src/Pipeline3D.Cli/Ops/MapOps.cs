using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Evaluation.Results;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli.Ops;

/// <summary>The ops about maps: interpolate and metrics.</summary>
internal static class MapOps
{
    // Far from the known pixels an error is larger than the residual that it leaves; measured 1.1 times on 64 x 64
    // pixels.
    private const double ResidualShare = 100;

    public static Command Interpolate(CliConsole console)
    {
        var height = CliOptions.Required<int>("--height", "Rows.");
        var width = CliOptions.Required<int>("--width", "Columns.");
        var known = OpArguments.File("--known",
            "Flat indices row * width + column of the known pixels, int32 or int64 [m].");
        var values = OpArguments.File("--values", "Their values, float [m].");
        var domain = OpArguments.Target("--domain",
            "Mask [H, W]: solve on non-zero pixels only, nothing flows across its edge. Default: all pixels.");
        var tolerance = CliOptions.With("--tolerance",
            "Accuracy to reach: the residual to stop at is a hundredth of it.", 1e-6);
        var output = OpArguments.Target("--out", "float32 [H, W], NaN outside the domain.");
        var command = new Command("interpolate",
            "Harmonic interpolation: the Laplace equation with the known pixels fixed.") { height, width, known, values,
            domain, tolerance, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            int rows = parse.GetRequiredValue(height), columns = parse.GetRequiredValue(width);
            if (rows < 1 || columns < 1 || (long)rows * columns > int.MaxValue / 4)
                throw new UsageException($"a map of {rows} x {columns} pixels cannot be made");
            int[] at = OpArguments.Read(parse.GetRequiredValue(known), 1).To<int>();
            string valuesPath = parse.GetRequiredValue(values);
            float[] fixedTo = OpArguments.Floats(OpArguments.Read(valuesPath, 1), valuesPath, mustBeFinite: true);
            if (at.Length != fixedTo.Length)
                throw new UsageException($"there are {at.Length} known pixels but {fixedTo.Length} values");
            var options = new HarmonicOptions { Tolerance = parse.GetRequiredValue(tolerance) / ResidualShare };
            bool[]? mask = parse.GetValue(domain) is { } path ? Mask(path, rows, columns) : null;
            return run.Measure(parse, (long)rows * columns, (threads, device) => OnDevice.Harmonic(device, rows,
                    columns, at, fixedTo, mask ?? [], float.NaN, options, threads),
                map => OpOutput.Write<float>(parse.GetValue(output), map, rows, columns));
        });
        return command;
    }

    public static Command Metrics(CliConsole console)
    {
        var scores = OpArguments.File("--scores", "Score maps, float [N, H, W].");
        var masks = OpArguments.File("--masks", "Ground truth [N, H, W], non-zero = anomalous.");
        var imageScores = OpArguments.Target("--image-scores",
            "Scores of the images, float [N]. Default: the maximum of each map.");
        var imageLabels = OpArguments.Target("--image-labels",
            "Labels of the images [N]. Default: whether the mask holds an anomalous pixel.");
        var command = new Command("metrics", "AUROC, AP and exact AU-PRO.") { scores, masks, imageScores, imageLabels };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            string scoresPath = parse.GetRequiredValue(scores);
            NpyArray maps = OpArguments.Read(scoresPath, 3), truth = OpArguments.Read(parse.GetRequiredValue(masks), 3);
            if (!maps.Shape.SequenceEqual(truth.Shape))
                throw new UsageException($"the scores have shape {OpArguments.Shape(maps)}, the masks "
                    + $"{OpArguments.Shape(truth)}");
            var images = new ScoredImages(maps.Shape, ScoreOrder.Floats(maps, scoresPath),
                Binary(truth),
                parse.GetValue(imageScores) is { } s ? ScoreOrder.Floats(OpArguments.Read(s, 1), s) : null,
                parse.GetValue(imageLabels) is { } l ? Binary(OpArguments.Read(l, 1)) : null);
            return run.Measure(parse, maps.Length, _ => images.Evaluate(), _ => { }, Report);
        });
        return command;
    }

    private static JsonObject Report(CategoryMetrics metrics)
    {
        var report = new JsonObject
        {
            ["image_auroc"] = metrics.ImageAuroc.Value,
            ["image_ap"] = metrics.ImageAp.Value,
            ["pixel_auroc"] = metrics.PixelAuroc.Value,
            ["pixel_ap"] = metrics.PixelAp.Value,
        };
        var areas = new JsonObject();
        foreach (AuProAt at in metrics.AuPro)
            areas[at.Limit.ToString("R", CultureInfo.InvariantCulture)] = at.Value.Value;
        report["au_pro"] = areas;
        return report;
    }

    private static bool[] Mask(string path, int rows, int columns)
    {
        NpyArray mask = OpArguments.Read(path, 2);
        return mask.Shape[0] == rows && mask.Shape[1] == columns ? [.. Binary(mask).Select(value => value != 0)]
            : throw new UsageException($"{path} has shape {OpArguments.Shape(mask)}; the map has [{rows}, {columns}]");
    }

    private static byte[] Binary(NpyArray array) => array.Data switch
    {
        byte[] bytes => [.. bytes.Select(value => value == 0 ? (byte)0 : (byte)1)],
        bool[] flags => OpOutput.Bytes(flags),
        _ => [.. array.To<double>().Select(value => value == 0 ? (byte)0 : (byte)1)],
    };

    private sealed record ScoredImages(int[] Shape, float[] Maps, byte[] Truth, float[]? Scores, byte[]? Labels)
    {
        public CategoryMetrics Evaluate()
        {
            int count = Shape[0], height = Shape[1], width = Shape[2], size = height * width;
            if ((Scores?.Length ?? count) != count || (Labels?.Length ?? count) != count)
                throw new UsageException($"there are {count} maps, but {Scores?.Length ?? count} image scores and "
                    + $"{Labels?.Length ?? count} labels");
            var metrics = new MetricsAccumulator();
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> map = Maps.AsSpan(i * size, size);
                ReadOnlySpan<byte> mask = Truth.AsSpan(i * size, size);
                float score = Scores?[i] ?? Highest(map);
                metrics.Add(i.ToString("D9", CultureInfo.InvariantCulture), "all", Labels is null
                    ? mask.Contains((byte)1) : Labels[i] != 0, score, map, mask, width, height);
            }
            return metrics.Complete(new EvaluationOptions { Bootstrap = null }).Categories[0];
        }

        private static float Highest(ReadOnlySpan<float> map)
        {
            float highest = float.NegativeInfinity;
            foreach (float score in map)
                highest = Math.Max(highest, score);
            return highest;
        }
    }
}
