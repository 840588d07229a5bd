using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipeline3D.Benchmarks.Peers;

/// <summary>3D-ST's network beside the same network in PyTorch and libtorch, and its time at four sizes.</summary>
internal static class NetworkTable
{
    private const string Head = """

        ## 3D-ST's network beside PyTorch and libtorch

        k = 32, d = 64, neighbours given. Inference is teacher, student and score; a training step is the teacher, the student forward and backward, and Adam. *Naive* is the network as
        the public implementations write it, with all neighbours' features side by side; *written well* gives the same numbers without that (the mean of a concatenation is the concatenation of means).
        *Malloc kept*: buffers stay with the process instead of going back to the system, which is most of the naive form's time. Each in a process of its own. Ours: mean of two medians of five, before and after the peers; peers: the least of three
        after one to warm up. Memory is the peak of the process, load the number of runnable processes of the machine in the last minute. The ratio that counts is that to the fastest row of a group, in bold.

        | work | threads | by | time | ours is faster by | memory | ours takes less by | load |
        |---|---|---|---|---|---|---|---|

        """;

    private const string SizesHead = """

        | points | 16,000 | 32,000 | 64,000 | 128,000 | slope |
        |---|---|---|---|---|---|

        """;

    public static string Make(Commands commands, string data, int threads)
    {
        var page = new StringBuilder(Head);
        int[] counts = [.. new[] { 1, threads }.Distinct()];
        foreach (int count in counts)
            page.Append(Group(commands, data, 16_000, count, 3));
        // A naive training step takes 6 GB and half a minute here, so one run after one to warm up, and one count of
        // threads.
        page.Append(Group(commands, data, 64_000, threads, 1));
        page.Append(SizesHead);
        var ours = new List<JsonElement>();
        foreach (int points in new[] { 16_000, 32_000, 64_000, 128_000 })
        {
            Console.Error.WriteLine($"3D-ST, {points} points");
            ours.Add(commands.Network(points, threads));
        }
        foreach (string work in new[] { "inference", "train_step" })
        {
            double[] seconds = [.. ours.Select(line => Seconds(line, work))];
            double slope = seconds.Select((value, i) => (i - 1.5) * Math.Log(value)).Sum() / 5 / Math.Log(2);
            page.Append(string.Create(CultureInfo.InvariantCulture,
                $"| {work.Replace('_', ' ')} | {string.Join(" | ", seconds.Select(PeersCommand.Seconds))} | {slope:0.00} |\n"));
        }
        return page.ToString();
    }

    /// <summary>One group by itself, to standard output.</summary>
    public static int Run(string program, string drivers, int points, int threads, int repeat)
    {
        string work = PeersCommand.Work;
        var commands = new Commands(Path.GetFullPath(program), Path.GetFullPath(drivers), work, threads);
        Console.Write(Head + Group(commands, Path.Combine(work, "data"), points, threads, repeat));
        return 0;
    }

    /// <summary>Ours and every peer at one size and count of threads, inference and training step.</summary>
    public static string Group(Commands commands, string data, int points, int threads, int repeat)
    {
        Console.Error.WriteLine($"3D-ST, {points} points, {threads} threads");
        var page = new StringBuilder();
        JsonElement before = commands.Network(points, threads);
        foreach (string work in new[] { "inference", "train_step" })
        {
            string name = $"{(work == "inference" ? work : "training step")}, {points:N0} points";
            (NetworkPeer Peer, JsonElement? Line)[] lines = [.. NetworkPeer.All.Select(peer =>
                (peer, commands.NetworkPeerLine(peer, $"{data}/surf{points / 1000}k.npy", points, work, threads,
                    repeat)))];
            JsonElement after = commands.Network(points, threads);
            double seconds = (Seconds(before, work) + Seconds(after, work)) / 2;
            double memory = before.GetProperty($"{(work == "inference" ? work : "train")}_peak_rss_mb").GetDouble();
            page.Append(string.Create(CultureInfo.InvariantCulture, $"| {name} | {threads} | **ours** | "
                + $"{PeersCommand.Seconds(seconds)} | | {memory:0} MB | | {Commands.Load():0.0} |\n"));
            double fastest = lines.Min(line => line.Line is { } found ? Wall(found) : double.PositiveInfinity);
            foreach ((NetworkPeer peer, JsonElement? line) in lines)
                page.Append(Row($"{name} | {threads} | {peer.Name}", line, seconds, memory, fastest));
        }
        return page.ToString();
    }

    private static string Row(string name, JsonElement? line, double seconds, double memory, double fastest)
    {
        if (line is not { } found)
            return $"| {name} | did not run | | | | |\n";
        double wall = Wall(found), peak = found.GetProperty("peak_rss_mb").GetDouble(), ratio = wall / seconds;
        string faster = $"{ratio.ToString(ratio < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)}x";
        double load = found.GetProperty("load1_after").GetDouble();
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {PeersCommand.Seconds(wall)} | "
            + $"{(wall <= fastest ? $"**{faster}**" : faster)} | {peak:0} MB | {peak / memory:0.0}x | {load:0.0} |\n");
    }

    private static double Seconds(JsonElement ours, string work) => ours.GetProperty($"{work}_s").GetDouble();

    private static double Wall(JsonElement line) => line.GetProperty("wall_s_min").GetDouble();
}
