using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipeline3D.Benchmarks.Peers;

/// <summary>3D-ST's network beside the same network in PyTorch, and its time at four sizes.</summary>
internal static class NetworkTable
{
    private const string Head = """

        ## 3D-ST's network beside PyTorch

        k = 32, d = 64, neighbours given. Inference is teacher, student and score; a training step is the teacher, the student forward and backward, and Adam. PyTorch's is the network as
        the public implementations write it, with all neighbours' features side by side. Ours: medians of five. Memory is the peak of the process.

        | work | ours | PyTorch | ratio | target | | ours, memory | PyTorch, memory | ratio | target |
        |---|---|---|---|---|---|---|---|---|---|

        """;

    private const string SizesHead = """

        | points | 16,000 | 32,000 | 64,000 | 128,000 | slope |
        |---|---|---|---|---|---|

        """;

    public static string Make(Commands commands)
    {
        var page = new StringBuilder(Head);
        var ours = new Dictionary<int, JsonElement>();
        foreach (int points in new[] { 16_000, 32_000, 64_000, 128_000 })
        {
            Console.Error.WriteLine($"3D-ST, {points} points");
            ours[points] = commands.Network(points);
        }
        foreach (int points in new[] { 16_000, 64_000 })
        {
            page.Append(Line($"inference, {points:N0} points", ours[points], "inference",
                commands.PeerLine($"net3dst.py --n {points} --peer torch_inference --repeat 1 --warmup 1")));
            page.Append(Line($"training step, {points:N0} points", ours[points], "train_step",
                commands.PeerLine($"net3dst.py --n {points} --peer torch_train_step --repeat 1 --warmup 1")));
        }
        page.Append(SizesHead);
        foreach (string work in new[] { "inference", "train_step" })
        {
            double[] seconds = [.. ours.Values.Select(line => line.GetProperty($"{work}_s").GetDouble())];
            double slope = seconds.Select((value, i) => (i - 1.5) * Math.Log(value)).Sum() / 5 / Math.Log(2);
            page.Append(string.Create(CultureInfo.InvariantCulture,
                $"| {work.Replace('_', ' ')} | {string.Join(" | ", seconds.Select(PeersCommand.Seconds))} | {slope:0.00} |\n"));
        }
        return page.ToString();
    }

    private static string Line(string name, JsonElement ours, string work, JsonElement? peer)
    {
        double seconds = ours.GetProperty($"{work}_s").GetDouble();
        double memory = ours.GetProperty($"{(work == "inference" ? work : "train")}_peak_rss_mb").GetDouble();
        if (peer is not { } torch)
            return $"| {name} | {PeersCommand.Seconds(seconds)} | did not run | | | | {memory:0} MB | | | |\n";
        double theirs = torch.GetProperty("wall_s_min").GetDouble(), theirMemory = torch.GetProperty("peak_rss_mb").GetDouble();
        string line = string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {PeersCommand.Seconds(seconds)} | {PeersCommand.Seconds(theirs)} | {theirs / seconds:0}x | 20x | {(theirs / seconds >= 20 ? "met" : "**missed**")} | {memory:0} MB | {theirMemory:0} MB | {theirMemory / memory:0.0}x | 8x: {(theirMemory / memory >= 8 ? "met" : "**missed**")} |\n");
        Console.Error.Write(line);
        return line;
    }
}
