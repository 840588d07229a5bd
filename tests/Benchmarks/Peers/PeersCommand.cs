using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline3D.Benchmarks.Peers;

/// <summary>Runs the whole table and writes it as a page.</summary>
internal static class PeersCommand
{
    /// <summary>Folder of inputs, built drivers and outputs.</summary>
    public static string Work => Environment.GetEnvironmentVariable("PEER_BENCH")
        ?? Path.Combine(Path.GetTempPath(), "pipeline3d-peers");

    public static int Run(string[] args)
    {
        if (args.Length is < 3 or > 4)
        {
            Console.Error.WriteLine("peers PIPELINE3D.DLL DRIVERS OUT.md [ROWS]: rows that match the expression; all else");
            return 2;
        }
        string work = Work, d = Path.Combine(work, "data"), t = Path.Combine(work, "scaled");
        int threads = Math.Min(2, Environment.ProcessorCount);
        var commands = new Commands(Path.GetFullPath(args[0]), Path.GetFullPath(args[1]), work, threads);
        Inputs.Make(d, t, commands);
        var wanted = new Regex(args.Length > 3 ? args[3] : "", RegexOptions.IgnoreCase);
        MachineSpeed machine = commands.Machine();
        var page = new StringBuilder(Head(machine, threads));
        foreach (PeerRow row in PeerTable.Rows(d, t).Where(row => wanted.IsMatch(row.Name)))
            page.Append(Line(row, commands, machine));
        if (wanted.IsMatch("3D-ST"))
            page.Append(NetworkTable.Make(commands, d, threads));
        page.Append(ScalingHead);
        foreach ((string name, string[] arguments) in PeerTable.Scaling(t, Inputs.Sizes))
            if (wanted.IsMatch(name))
                page.Append(Slope(name, arguments, commands));
        File.WriteAllText(args[2], page.ToString());
        return 0;
    }

    private static string Line(PeerRow row, Commands commands, MachineSpeed machine)
    {
        Console.Error.WriteLine(row.Name);
        // Before and after the peers, so that a machine that slows down meanwhile slows both down.
        Timing before = Ours(row, commands);
        (string Driver, Timing? Timing)[] ran = [.. row.Peers.Select(peer => (peer, commands.Peer(peer)))];
        Timing[] peers = [.. ran.Select(peer => peer.Timing).OfType<Timing>()];
        Timing after = Ours(row, commands);
        double wall = (before.Wall + after.Wall) / 2, cpu = Math.Min(before.Cpu, after.Cpu);
        Timing? best = peers.Length == 0 ? null : row.AddPeers
            ? new Timing(string.Join(" + ", peers.Select(peer => peer.Name)), peers.Sum(peer => peer.Wall),
                peers.Sum(peer => peer.Cpu), false)
            : peers.MinBy(peer => peer.Wall)!;
        // A row without its fastest peer is another row.
        string missing = string.Join(", ", ran.Where(peer => peer.Timing is null).Select(peer
            => peer.Driver.Split("--peer ")[1].Split(' ')[0]));
        double ratio = best is null ? double.NaN : best.Wall / wall;
        string verdict = row.Target is not { } target ? "" : ratio >= target ? "met" : "**missed**";
        string line = string.Create(CultureInfo.InvariantCulture,
            $"| {row.Name} | {Seconds(wall)} | {Seconds(cpu)} | {(best is null ? "none ran" : $"{best.Name} {Seconds(best.Wall)}{(best.Extrapolated ? " (extrapolated)" : "")}")}{(missing.Length > 0 ? $"; did not run: {missing}" : "")} | {Ratio(ratio)} | {(best is null ? "" : Ratio(best.Cpu / cpu))} | {(row.Target is { } wanted ? Ratio(wanted) : "")} | {verdict} | {100 * row.Limit.Seconds(machine) / wall:0.#} % | {row.HeldBack} |\n");
        Console.Error.Write(line);
        return line;
    }

    private static Timing Ours(PeerRow row, Commands commands)
    {
        Timing[] parts = [.. row.Ops.Select(commands.Op)];
        return new Timing("pipeline3d", parts.Sum(part => part.Wall), parts.Sum(part => part.Cpu), false);
    }

    private static string Slope(string name, string[] arguments, Commands commands)
    {
        Console.Error.WriteLine($"scaling: {name}");
        double[] seconds = [.. arguments.Select(argument => commands.Op(argument).Wall)];
        // Least squares through four points whose logarithms of size are 0, 1, 2, 3 times that of 4.
        double slope = seconds.Select((value, i) => (i - 1.5) * Math.Log(value)).Sum() / 5 / Math.Log(4);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {string.Join(" | ", seconds.Select(Seconds))} | {slope:0.00} |\n");
    }

    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture,
        $"{(seconds < 0.1 ? seconds * 1e3 : seconds):0.###} {(seconds < 0.1 ? "ms" : "s")}");

    private static string Ratio(double ratio) => string.Create(CultureInfo.InvariantCulture,
        $"{ratio.ToString(ratio < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)}x");

    private static string Head(MachineSpeed machine, int threads) => string.Create(CultureInfo.InvariantCulture, $"""
        # Speed beside other libraries

        Written by `bash tools/bench-peers`: everything on this page was measured in one run, on one machine, with {threads} threads on both sides. Ours is the mean
        of two medians of five calls, one before and one after the peers' (ten calls before are not timed: the runtime optimises a method while it is used); a peer's figure is its median. The machine is shared
        and its speed drifts, so only ratios count. It did {machine.BytesPerSecond / 1e9:0} GB/s in a stream triad and {machine.FlopsPerSecond / 1e9:0} GFLOP/s in a
        large matrix product in the same run, and had {Load()} runnable processes in the minute before it. "Of the limit" is the time that the least data movement or arithmetic of the work would take at these speeds, as a share of ours.
        FPS of the peers is measured on the first 2,000 picks and scaled, each pick costing the same. Kernels on a GPU: [performance-gpu.md](performance-gpu.md).

        | work | ours | ours, cpu | fastest peer | ratio | cpu ratio | target | | of the limit | what the rest goes to |
        |---|---|---|---|---|---|---|---|---|---|

        """);

    // Of the last minute; unknown where there is no /proc.
    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0]
        : "an unknown number of";

    private const string ScalingHead = """

        ## Cost at four sizes

        Seconds at n = 4,096, 16,384, 65,536 and 262,144 (points, pixels or scores; a quarter of that for rows of features), and the slope of their logarithms: 1 is linear.
        The coreset is quadratic by definition: a tenth of the rows is picked, each against all rows.

        | op | n = 4k | 16k | 64k | 256k | slope |
        |---|---|---|---|---|---|

        """;
}
