using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Benchmarks.Peers.Torch;

/// <summary>Times 3D-ST's network on libtorch 2.10 and prints one line of JSON with the drivers' words.</summary>
internal static class TorchPeerCommand
{
    private const int Width = 64;

    public static int Run(string[] args)
    {
        if (args.Length != 5 || !Enum.TryParse(args[1], true, out PeerForm form)
            || args[2] is not ("inference" or "train_step")
            || !int.TryParse(args[3], out int threads) || !int.TryParse(args[4], out int repeat))
        {
            Console.Error.WriteLine("torch-3dst POINTS.npy naive|well inference|train_step THREADS REPEAT");
            return 2;
        }
        using var lane = new DeviceLane("cpu", threads);
        JsonObject line = lane.RunAsync(_ => Measure(args[0], form, args[2], repeat), CancellationToken.None)
            .GetAwaiter().GetResult();
        line["threads"] = threads;
        Console.WriteLine(line.ToJsonString());
        return 0;
    }

    private static JsonObject Measure(string path, PeerForm form, string work, int repeat)
    {
        using DisposeScope scope = NewDisposeScope();
        PeerCloud cloud = PeerCloud.Read(path);
        manual_seed(0);
        var teacher = new PeerLayers.Descriptors(Width, form);
        var student = new PeerLayers.Descriptors(Width, form);
        using Adam optimizer = optim.Adam(student.parameters(), 1e-3, beta1: 0.9, beta2: 0.999, weight_decay: 1e-5);
        var guard = new BackwardGuard();
        double check = 0;
        (double[] wall, double[] cpu) = Times(repeat, () => check = work == "inference"
            ? Inference(teacher, student, cloud) : TrainStep(teacher, student, cloud, optimizer, guard));
        using var process = Process.GetCurrentProcess();
        return new JsonObject
        {
            ["op"] = "net3dst",
            ["peer"] = $"libtorch_{work}_{form}".ToLowerInvariant(),
            ["n"] = cloud.Index.size(0),
            ["wall_s_min"] = wall.Min(),
            ["wall_s_all"] = new JsonArray([.. wall.Select(seconds => (JsonNode)seconds)]),
            ["cpu_s_min"] = cpu.Min(),
            ["peak_rss_mb"] = process.PeakWorkingSet64 / 1e6,
            ["load1_after"] = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0],
                CultureInfo.InvariantCulture),
            ["checksum"] = check,
            ["version"] = TorchRuntime.Describe().Version,
        };
    }

    private static double Inference(PeerLayers.Descriptors teacher, PeerLayers.Descriptors student, PeerCloud cloud)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        return (student.call(cloud.Geometry, cloud.Index) - teacher.call(cloud.Geometry, cloud.Index)).square().sum(-1)
            .mean().item<float>();
    }

    private static double TrainStep(PeerLayers.Descriptors teacher, PeerLayers.Descriptors student, PeerCloud cloud,
        Adam optimizer, BackwardGuard guard)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor target;
        using (no_grad())
            target = teacher.call(cloud.Geometry, cloud.Index);
        optimizer.zero_grad();
        Tensor loss = (student.call(cloud.Geometry, cloud.Index) - target).square().sum(-1).mean();
        guard.Backward(loss);
        optimizer.step();
        return loss.item<float>();
    }

    // One run to warm up.
    private static (double[] Wall, double[] Cpu) Times(int repeat, Action run)
    {
        double[] wall = new double[repeat], cpu = new double[repeat];
        using var process = Process.GetCurrentProcess();
        for (int i = -1; i < repeat; i++)
        {
            process.Refresh();
            TimeSpan cpuBegan = process.TotalProcessorTime;
            long began = Stopwatch.GetTimestamp();
            run();
            if (i < 0)
                continue;
            wall[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            process.Refresh();
            cpu[i] = (process.TotalProcessorTime - cpuBegan).TotalSeconds;
        }
        return (wall, cpu);
    }
}
