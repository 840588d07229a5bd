using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Cli.Ops;

/// <summary>What all ops share: warm-up, repeats, timing of the kernel alone, and the one line of JSON.</summary>
internal sealed class OpRun
{
    private readonly Option<int> _repeat = CliOptions.With("--repeat", "Timed runs of the kernel.", 1);
    private readonly Option<int> _warmup = CliOptions.With("--warmup", "Runs before, not timed.", 1);
    private readonly Option<int> _threads = CliOptions.With("--threads", "Threads of the kernel. Default: all cores.",
        Environment.ProcessorCount);
    private readonly Option<string> _device = CliOptions.With("--device",
        "Where the kernel runs: cpu, cuda:0 and so on; auto for the best; see: pipeline3d devices.", "cpu");
    private readonly Option<bool> _json = new("--json") { Description = "Print one line of JSON." };
    private readonly List<string> _remarks = [];
    private readonly CliConsole _console;
    private readonly string _name;

    public OpRun(Command command, CliConsole console)
    {
        (_console, _name) = (console, command.Name);
        foreach (Option option in new Option[] { _repeat, _warmup, _threads, _device, _json })
            command.Options.Add(option);
    }

    /// <summary>Points [n, 3] of a file, see <see cref="OpArguments.Cloud"/>; what was noticed goes to the
    /// report.</summary>
    public CloudFile Cloud(string path) => Noted(OpArguments.Cloud(path));

    /// <inheritdoc cref="Cloud"/>
    public PointCloud Points(string path) => Cloud(path).Points;

    /// <summary>Points [n, 3] relative to the offset of another cloud; what was noticed goes to the report.</summary>
    public PointCloud PointsFrom(string path, Vector3d offset)
    {
        PointCloud points = OpArguments.PointsFrom(path, offset);
        // Relative to an offset they keep their digits.
        if (offset == default)
            Noted(OpArguments.Cloud(path));
        return points;
    }

    /// <summary>A scan [H, W, 3] of a file; what was noticed goes to the report.</summary>
    public CloudFile Grid(string path) => Noted(OpArguments.Grid(path));

    /// <summary>Runs a kernel and reports.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="n">Size of the input, as the report calls it.</param>
    /// <param name="kernel">The kernel, given its number of threads.</param>
    /// <param name="write">Writes the results; not timed.</param>
    /// <param name="facts">Further results for the report.</param>
    public int Measure<T>(ParseResult parse, long n, Func<int, T> kernel, Action<T> write,
        Func<T, JsonObject>? facts = null)
    {
        if (parse.GetRequiredValue(_device) is not ("cpu" or "auto"))
            throw new UsageException($"{_name} computes on the cores only: use --device cpu");
        return Measure(parse, n, (threads, _) => kernel(threads), write, facts);
    }

    /// <summary>Runs a kernel that can run on a device, and reports.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="n">Size of the input, as the report calls it.</param>
    /// <param name="kernel">The kernel, given its number of threads and its device; null for the cores.</param>
    /// <param name="write">Writes the results; not timed.</param>
    /// <param name="facts">Further results for the report.</param>
    public int Measure<T>(ParseResult parse, long n, Func<int, DeviceScope?, T> kernel, Action<T> write,
        Func<T, JsonObject>? facts = null)
    {
        int repeat = Positive(parse, _repeat, 1), warmup = Positive(parse, _warmup, 0),
            threads = Positive(parse, _threads, 1);
        using var devices = new DeviceCatalog();
        DeviceChoice choice = Choose(devices, parse.GetRequiredValue(_device));
        T result = default!;
        for (int i = 0; i < warmup; i++)
            result = Run();
        var wall = new double[repeat];
        double cpu = double.PositiveInfinity;
        for (int i = 0; i < repeat; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            result = Run();
            wall[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            cpu = Math.Min(cpu, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        write(result);
        using var process = Process.GetCurrentProcess();
        var report = new JsonObject
        {
            ["op"] = _name,
            ["n"] = n,
            ["wall_s_min"] = wall.Min(),
            ["wall_s_all"] = new JsonArray([.. wall.Select(seconds => (JsonNode)seconds)]),
            ["cpu_s_min"] = cpu,
            ["threads"] = threads,
            ["repeats"] = repeat,
            ["warmup"] = warmup,
            ["device"] = choice.Name,
            ["peak_rss_mb"] = process.PeakWorkingSet64 / 1e6,
        };
        foreach ((string key, JsonNode? value) in facts?.Invoke(result) ?? [])
            report[key] = value?.DeepClone();
        if (_remarks.Count > 0)
            report["remarks"] = new JsonArray([.. _remarks.Distinct().Select(remark => (JsonNode)remark)]);
        _console.Out.WriteLine(parse.GetValue(_json) ? report.ToJsonString() : Plain(report));
        return ExitCode.Ok;

        // A scope for each run: the input is copied to the device every time.
        T Run()
        {
            using DeviceScope? scope = choice.Device?.Open();
            try
            {
                return kernel(threads, scope);
            }
            catch (DeviceMemoryException cause)
            {
                throw new UsageException(cause.Message, cause);
            }
        }
    }

    private CloudFile Noted(CloudFile cloud)
    {
        _remarks.AddRange(cloud.Remarks);
        return cloud;
    }

    private static DeviceChoice Choose(DeviceCatalog devices, string name)
    {
        try
        {
            return devices.Choose(name);
        }
        catch (ArgumentException cause)
        {
            throw new UsageException(cause.Message, cause);
        }
    }

    private static string Plain(JsonObject report) => string.Join("  ", report
        .Where(pair => pair.Key is not ("wall_s_all" or "repeats" or "warmup" or "device"))
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {ValueOf(pair.Value)}")));

    private static object? ValueOf(JsonNode? node)
        => node?.GetValueKind() == JsonValueKind.Number ? node.GetValue<object>() : node;

    private static int Positive(ParseResult parse, Option<int> option, int least)
        => parse.GetRequiredValue(option) is var value && value >= least
        ? value : throw new UsageException($"{option.Name} is {value}; it must be at least {least}");
}
