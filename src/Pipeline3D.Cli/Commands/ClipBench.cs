using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d bench clip</c>: CLIP's vision tower of full size with weights drawn at random.</summary>
internal static class ClipBench
{
    private const int ProductSide = 2048;

    private static readonly Dictionary<string, (ClipVisionShape Shape, int Embedding)> Models = new()
    {
        ["clip-vit-l-14-336"] = (new(336, 14, 1024, 24, 16), 768),
        ["clip-vit-l-14"] = (new(224, 14, 1024, 24, 16), 768),
        ["clip-vit-b-16"] = (new(224, 16, 768, 12, 12), 512),
        ["clip-vit-b-32"] = (new(224, 32, 768, 12, 12), 512),
        ["tiny"] = (new(32, 8, 64, 4, 1), 32),
    };

    public static Command Make(CliConsole console)
    {
        var model = CliOptions.OneOf("--model", "Whose sizes.", [.. Models.Keys]);
        var path = CliOptions.OneOf("--path", "Which tokens.", "dual", "plain");
        var views = CliOptions.With("--views", "Pictures of a scan.", 9);
        var batch = CliOptions.With("--batch", "Pictures at a time.", 3);
        var threads = CliOptions.With("--threads", "Threads. Default: all cores.", Environment.ProcessorCount);
        var repeat = CliOptions.With("--repeat", "Timed runs; the median is reported.", 3);
        var device = CliOptions.With("--device", "Where it runs: cpu, cuda or cuda:N.", "cpu");
        Option<bool> plain = new("--plain") { Description = "Time the plain form in turn, on the same weights and "
            + "libtorch." };
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("clip", "CLIP's vision tower with random weights: pictures to features of the last "
            + "layer, beside the machine's own matrix product. Loading is not timed.")
        {
            model, path, views, batch, threads, repeat, device, plain, json,
        };
        command.SetAction(async (parse, stop) =>
        {
            int count = parse.GetRequiredValue(views), part = parse.GetRequiredValue(batch),
                runs = parse.GetRequiredValue(repeat);
            if (count < 1 || part < 1 || runs < 1)
                throw new UsageException($"--views is {count}, --batch {part}, --repeat {runs}; each must be at "
                    + "least 1");
            string name = parse.GetRequiredValue(model);
            ClipPath tokens = parse.GetRequiredValue(path) == "dual" ? ClipPath.Dual : ClipPath.Plain;
            try
            {
                using var lane = new DeviceLane(parse.GetRequiredValue(device), parse.GetRequiredValue(threads));
                JsonObject report = await lane.RunAsync(on => Measure(name, tokens, count, part, runs, on,
                    parse.GetValue(plain)), stop).ConfigureAwait(false);
                report["threads"] = lane.Threads;
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

    private static JsonObject Measure(string name, ClipPath path, int views, int batch, int repeat, Device device,
        bool withPlain)
    {
        (ClipVisionShape shape, int embedding) = Models[name];
        using ClipModel model = ClipModel.Random(
            new ClipShape(shape, null, embedding, ClipActivation.QuickGelu), seed: 1, device.ToString());
        (double Wall, double Cpu) before = Product(device);
        using Tensor pictures = Pictures(views, shape.Image).to(device);
        var plain = new PlainClipVision(model, path == ClipPath.Dual);
        (double[] seconds, double[] cpu) = Times(repeat, () => Encode(model.Vision, pictures, path, batch));
        double[] theirs = withPlain ? Times(repeat, () => EncodePlainly(plain, pictures, batch)).Wall : [];
        // Ours once more after it, so that neither has the better hour.
        (double[] again, double[] cpuAgain) = withPlain ? Times(repeat, () => Encode(model.Vision, pictures, path,
            batch)) : ([], []);
        (seconds, cpu) = ([.. seconds, .. again], [.. cpu, .. cpuAgain]);
        (double Wall, double Cpu) after = Product(device);
        double product = Math.Max(before.Wall, after.Wall), median = seconds.Order().ElementAt(seconds.Length / 2),
            work = views * Operations(shape, embedding, path) / 1e9;
        using var process = Process.GetCurrentProcess();
        var report = new JsonObject
        {
            ["model"] = name,
            ["path"] = path == ClipPath.Dual ? "dual" : "plain",
            ["views"] = views,
            ["batch"] = batch,
            ["seconds"] = median,
            ["seconds_all"] = new JsonArray([.. seconds.Select(value => (JsonNode)value)]),
            ["gflop"] = work,
            ["gflop_per_s"] = work / median,
            ["product_gflop_per_s"] = product,
            ["share_of_product"] = work / median / product,
            // Of the processor's time, which others' work beside it takes less from than from the clock's.
            ["cpu_seconds"] = cpu.Min(),
            ["share_of_product_cpu"] = work / cpu.Min() / Math.Max(before.Cpu, after.Cpu),
            ["peak_rss_mb"] = process.PeakWorkingSet64 / 1e6,
            ["load"] = double.IsNaN(Load()) ? null : Load(),
        };
        if (withPlain)
        {
            report["plain_seconds"] = theirs.Order().ElementAt(repeat / 2);
            report["ratio"] = theirs.Order().ElementAt(repeat / 2) / median;
            report["largest_difference"] = Difference(model.Vision, plain, pictures.narrow(0, 0, 1), path);
        }
        return report;
    }

    private static float Difference(ClipVision ours, PlainClipVision plain, Tensor picture, ClipPath path)
    {
        using DisposeScope scope = NewDisposeScope();
        return (ours.Encode(picture, path, 0, [ours.Shape.Layers]).Tokens[0] - plain.Encode(picture)).abs().max()
            .item<float>();
    }

    private static float EncodePlainly(PlainClipVision plain, Tensor pictures, int batch)
    {
        int count = (int)pictures.shape[0];
        float sum = 0;
        for (int first = 0; first < count; first += batch)
        {
            using DisposeScope scope = NewDisposeScope();
            sum += plain.Encode(pictures.narrow(0, first, Math.Min(batch, count - first))).sum().item<float>();
        }
        return sum;
    }

    // Two operations for each multiplication with its addition; norms, softmax and activation are not counted.
    internal static double Operations(ClipVisionShape shape, int embedding, ClipPath path)
    {
        double width = shape.Width, patches = (double)shape.Grid * shape.Grid, tokens = 1 + patches,
            local = path == ClipPath.Dual ? shape.Layers - shape.DefaultLocalFrom + 1 : 0,
            attention = 4 * tokens * tokens * width, linear = 24 * tokens * width * width;
        return (6 * patches * shape.Patch * shape.Patch * width) + (shape.Layers * (linear + attention))
            + (local * (attention + (2 * tokens * width * width))) + (2 * tokens * width * embedding);
    }

    // As a scan's views are: a few at a time, so that memory is that of a few.
    private static float Encode(ClipVision tower, Tensor pictures, ClipPath path, int batch)
    {
        int count = (int)pictures.shape[0];
        float sum = 0;
        for (int first = 0; first < count; first += batch)
        {
            using DisposeScope scope = NewDisposeScope();
            ClipPictures found = tower.Encode(pictures.narrow(0, first, Math.Min(batch, count - first)), path, 0,
                [tower.Shape.Layers]);
            // Asked for, so that a device has computed it.
            sum += found.Tokens[0].sum().item<float>();
        }
        return sum;
    }

    private static Tensor Pictures(int count, int side)
    {
        var rgb = new byte[side * side * 3];
        var planes = new float[count * rgb.Length];
        for (int view = 0; view < count; view++)
        {
            for (int i = 0; i < rgb.Length; i++)
                rgb[i] = (byte)(((7 + view) * (i / 3 % side)) + (13 * (i / 3 / side)) + (41 * (i % 3)));
            ClipPicture.Normalise(rgb, planes.AsSpan(view * rgb.Length, rgb.Length));
        }
        return Tensors.From(planes, count, 3, side, side);
    }

    // The best of some products of two square matrices, in GFLOP a second: what this machine can do at this hour.
    private static (double Wall, double Cpu) Product(Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor left = ones(ProductSide, ProductSide, device: device), right = ones_like(left);
        (double[] wall, double[] cpu) = Times(5, () =>
        {
            using Tensor product = left.mm(right);
            using Tensor corner = product.view(-1).select(0, 0);
            return corner.item<float>();
        });
        const double work = 2.0 * ProductSide * ProductSide * ProductSide / 1e9;
        return (work / wall.Min(), work / cpu.Min());
    }

    // By the clock and of the processor; one run to warm up.
    private static (double[] Wall, double[] Cpu) Times(int repeat, Func<float> run)
    {
        var (wall, cpu) = (new double[repeat], new double[repeat]);
        for (int i = -1; i < repeat; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            run();
            if (i >= 0)
                (wall[i], cpu[i]) = (Stopwatch.GetElapsedTime(began).TotalSeconds,
                    (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        return (wall, cpu);
    }

    private static double Load() => File.Exists("/proc/loadavg") ? double.Parse(
        File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN;
}
