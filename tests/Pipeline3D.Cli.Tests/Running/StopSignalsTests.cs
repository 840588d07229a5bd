using System.Diagnostics;
using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Running;

/// <summary>Signals to the program itself, on a run that takes far longer than the test.</summary>
public sealed class StopSignalsTests : CliTest
{
    private const int Scans = 400;

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    [Theory, InlineData("INT"), InlineData("TERM")]
    public async Task Signal_Once_DrainsAndFinishesWhatWasRead(string signal)
    {
        using Process process = await StartAsync();
        string begin = await SignalAsync(process, signal, "Draining: no further scan is read");
        string end = begin + await EndAsync(process);
        Assert.True(process.ExitCode == 4, end);
        JsonElement manifest = Manifest();
        Assert.Equal("drained", manifest.GetProperty("status").GetString());
        JsonElement counts = manifest.GetProperty("counts");
        Assert.InRange(counts.GetProperty("read").GetInt32(), 1, Scans - 1);
        Assert.Equal(counts.GetProperty("read").GetInt32(), counts.GetProperty("completed").GetInt32() + 1);
        Assert.True(File.Exists(Folder["run/report.html"]));
    }

    [Fact]
    public async Task Signal_Twice_StopsAndItemsInWorkAreDeadLetters()
    {
        using Process process = await StartAsync();
        string begin = await SignalAsync(process, "INT", "Draining:") + await SignalAsync(process, "INT",
            "Stopping: scans in work become dead letters");
        string end = begin + await EndAsync(process);
        Assert.True(process.ExitCode == 4, end);
        JsonElement manifest = Manifest();
        Assert.Equal("stopped", manifest.GetProperty("status").GetString());
        JsonElement counts = manifest.GetProperty("counts");
        Assert.Equal(counts.GetProperty("read").GetInt32(), counts.GetProperty("completed").GetInt32()
            + counts.GetProperty("dead").GetInt32());
        Assert.Contains("\"stopped\"", File.ReadAllText(Folder["run/dead-letters.jsonl"]), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Folder["run"], "*.tmp", SearchOption.AllDirectories));
    }

    // Many copies of one scan, the first one spoilt: its dead letter shows that the run is under way.
    private async Task<Process> StartAsync()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("there are no POSIX signals to send here");
        SyntheticDataset.Write(new SyntheticOptions { Folder = Folder["made"], Categories = ["bagel"], LongestSide = 96,
            Train = 1, Validation = 0, TestGood = 0, TestDefective = 0 },
            stop: TestContext.Current.CancellationToken);
        string target = Directory.CreateDirectory(Folder["data/bagel/train/good/xyz"]).FullName;
        for (int i = 1; i < Scans; i++)
            File.Copy(Folder["made/bagel/train/good/xyz/000.tiff"], Path.Combine(target, $"{i:D3}.tiff"));
        File.WriteAllText(Path.Combine(target, "000.tiff"), "spoilt");
        File.WriteAllText(Folder["slow.yaml"],
            $"blocks:\n  - {{ use: source.mvtec3d, with: {{ root: '{Folder["data"]}', split: train }} }}\n"
            + "  - { use: feature.btf, with: { grid_size: 224, pad_multiple: 1 } }\n  - { use: "
                + "scoring.fit-patchcore, with: { coreset_most: 10 } }\n  - { use: sink.models }\n");
        string name = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "bin", "Pipeline3D.Cli", name,
            "pipeline3d.dll");
        // A shell starts background work with SIGINT ignored, and whatever it starts would ignore it too; env undoes
        // that.
        Process process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program, "run",
            Folder["slow.yaml"], "--out",
            Folder["run"]])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        using var limit = new CancellationTokenSource(HangLimit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(Folder["run/dead-letters.jsonl"]) && await tick.WaitForNextTickAsync(limit.Token))
            Assert.False(process.HasExited, "the run ended before it was stopped");
        return process;
    }

    private static async Task<string> SignalAsync(Process process, string signal, string answer)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        using var limit = new CancellationTokenSource(HangLimit);
        await kill.WaitForExitAsync(limit.Token);
        var seen = new System.Text.StringBuilder();
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            seen.AppendLine(line);
            if (line.Contains(answer, StringComparison.Ordinal))
                return seen.ToString();
        }
        throw new InvalidOperationException($"no answer '{answer}' to SIG{signal}:\n{seen}");
    }

    private static async Task<string> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(HangLimit);
        string text = await process.StandardError.ReadToEndAsync(limit.Token)
            + await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return text;
    }

    private JsonElement Manifest()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Folder["run/manifest.json"]));
        return document.RootElement.Clone();
    }
}
