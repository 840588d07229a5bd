using System.Diagnostics;
using System.Text.Json;

namespace Pipeline3D.Benchmarks.Peers;

/// <summary>Runs ops and drivers in processes of their own and reads the one line of JSON that each prints.</summary>
/// <param name="program">Our command line, the .dll.</param>
/// <param name="drivers">Folder of the peers' drivers.</param>
/// <param name="work">Their folder for inputs and outputs.</param>
/// <param name="threads">Threads of both sides.</param>
internal sealed class Commands(string program, string drivers, string work, int threads)
{
    private const int Repeats = 5, WarmUps = 10;

    /// <summary>Times one of our ops.</summary>
    public Timing Op(string arguments)
    {
        using JsonDocument line = Run("dotnet", [program, "op", .. arguments.Split(' '), "--json", "--threads",
            $"{threads}", "--repeat", $"{Repeats}", "--warmup", $"{WarmUps}"], drivers);
        return Read(line.RootElement, arguments.Split(' ')[0]);
    }

    /// <summary>Times a peer; null when its driver fails, with the reason on standard error.</summary>
    public Timing? Peer(string arguments)
    {
        try
        {
            using JsonDocument line = Run("/usr/bin/python3", arguments.Split(' '), drivers);
            return Read(line.RootElement, line.RootElement.GetProperty("peer").GetString()!);
        }
        catch (InvalidOperationException cause)
        {
            Console.Error.WriteLine($"  left out: {cause.Message}");
            return null;
        }
    }

    /// <summary>Times 3D-ST's network.</summary>
    public JsonElement Network(int points, int cores)
    {
        using JsonDocument line = Run("dotnet", [program, "bench", "3d-st", "--points", $"{points}", "--threads",
            $"{cores}", "--repeat", $"{Repeats}", "--json"], drivers, cores);
        return line.RootElement.Clone();
    }

    /// <summary>Times a peer of 3D-ST's network; null when it fails, with the reason on standard error.</summary>
    public JsonElement? NetworkPeerLine(NetworkPeer peer, string cloud, int points, string work, int cores, int repeat)
    {
        (string file, string[] arguments) = peer.IsLibtorch
            ? ("dotnet", (string[])[Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll"), "torch-3dst", cloud,
                peer.Form, work, $"{cores}", $"{repeat}"])
            : ("/usr/bin/python3", ["net3dst.py", "--n", $"{points}", "--peer", $"torch_{work}", "--form", peer.Form,
                "--threads", $"{cores}", "--repeat", $"{repeat}", "--warmup", "1"]);
        try
        {
            using JsonDocument line = Run(file, arguments, drivers, cores, peer.Environment);
            return line.RootElement.Clone();
        }
        catch (InvalidOperationException cause)
        {
            Console.Error.WriteLine($"  left out: {cause.Message}");
            return null;
        }
    }

    /// <summary>Runnable processes of the machine, mean of the last minute.</summary>
    public static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0],
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Measures the machine itself.</summary>
    public MachineSpeed Machine()
    {
        using JsonDocument line = Run(Path.Combine(work, "build", "machine"), [], drivers);
        JsonElement machine = line.RootElement;
        return new MachineSpeed(1e9 * machine.GetProperty("triad_GBs").GetDouble(),
            1e9 * machine.GetProperty("sgemm3072_GFLOPs").GetDouble());
    }

    /// <summary>Runs a command that prints nothing of interest.</summary>
    public void Do(string file, params string[] arguments)
    {
        using Process process = Start(file, arguments, drivers, threads, []);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private JsonDocument Run(string file, string[] arguments, string folder, int cores = 0,
        (string Name, string Value)[]? variables = null)
    {
        using Process process = Start(file, arguments, folder, cores > 0 ? cores : threads, variables ?? []);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string? line = output.Split('\n').LastOrDefault(text => text.StartsWith('{'));
        return process.ExitCode == 0 && line is not null ? JsonDocument.Parse(line)
            : throw new InvalidOperationException(
                $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private Process Start(
        string file, string[] arguments, string folder, int cores, (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["PEER_BENCH"] = work;
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{cores}";
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static Timing Read(JsonElement line, string name) => new(name,
        Median([.. line.GetProperty("wall_s_all").EnumerateArray().Select(value => value.GetDouble())])
            * Scale(line), line.GetProperty("cpu_s_min").GetDouble(),
        Scale(line) != 1);

    // Drivers that measure a part of the work scale their least time, and leave the list as measured.
    private static double Scale(JsonElement line)
    {
        double scale = line.GetProperty("wall_s_min").GetDouble()
            / line.GetProperty("wall_s_all").EnumerateArray().Min(value => value.GetDouble());
        return scale > 1.01 ? scale : 1;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
