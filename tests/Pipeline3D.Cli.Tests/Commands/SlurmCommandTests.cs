using System.Diagnostics;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Commands;

/// <summary>Scripts for sbatch: what stands in them, that bash takes them, and what they do with stand-ins of
/// Slurm.</summary>
public sealed class SlurmCommandTests : CliTest
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(8);

    private static string Job => Path.Combine(SharedFiles.RepositoryRoot,
        "tests/EndToEnd.Tests/Pipelines/small-job.yaml");

    [Fact]
    public async Task Print_Options_StandInTheHeaderBeforeAnyCommand()
    {
        string script = await OkAsync("slurm", Job, "--nodes", "4", "--cpus", "32", "--mem", "64G", "--time",
            "1-00:00:00", "--notice", "2 min", "--out", Folder["run"], "--sbatch", "partition=long", "--sbatch",
            "account=p3d", "--ship");
        string[] lines = script.Split('\n');
        Assert.Equal("#!/bin/bash", lines[0]);
        string[] header = [.. lines.TakeWhile(line => line.StartsWith('#'))];
        foreach (string option in new[] { "job-name=small-job", "nodes=4", "ntasks-per-node=1", "cpus-per-task=32",
            "mem=64G", "time=1-00:00:00", "signal=B:TERM@120", "partition=long", "account=p3d", "no-kill" })
            Assert.Contains($"#SBATCH --{option}", header);
        Assert.Contains($"run='{Folder["run"]}'\n", script, StringComparison.Ordinal);
        Assert.Contains("'--ship'", script, StringComparison.Ordinal);
        Assert.Contains("--grace '10 s'", script, StringComparison.Ordinal);
        Assert.Contains("--grace '105 s'", await OkAsync("slurm", Job, "--notice", "2 min", "--worker"),
            StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Print_OddPathsAndValues_AreOneWordEach(bool isWorker)
    {
        const string odd = "it's $(touch x) `y` \"z\" \\ & b";
        string script = await OkAsync(["slurm", Job, "--set", $"data={odd}", "--out", Folder[$"{odd}/run"],
            "--tags", odd, .. isWorker ? (string[])["--worker"] : []]);
        File.WriteAllText(Folder["job.sh"], script);
        (int exit, string text) = await BashAsync("-n", Folder["job.sh"]);
        Assert.True(exit == 0, text);
        const string word = @"it'\''s $(touch x) `y` ""z"" \ & b'";
        Assert.Contains(isWorker ? $"'--tags' '{word}" : $"'--set' 'data={word}", script, StringComparison.Ordinal);
        Assert.Contains(isWorker ? $"{word[..^1]}/run.on'" : $"{word[..^1]}/run'", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mem is '32 G'", "--mem", "32 G")]
    [InlineData("--sbatch is 'x=1\nrm'", "--sbatch", "x=1\nrm")]
    [InlineData("--time is '8h #'", "--time", "8h #")]
    [InlineData("--nodes must lie between 1 and 10000", "--nodes", "0")]
    [InlineData("--notice is '5 s'; write a time from 30 s to 1 h", "--notice", "5 s")]
    public async Task Print_WhatSbatchWouldMisread_IsOneSentence(string sentence, params string[] args)
    {
        CliResult result = await CliAsync(["slurm", Job, .. args]);
        Assert.Equal(2, result.Exit);
        Assert.StartsWith(sentence, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_WithStandInsOfSlurm_IsEndedResumedAndGivesALocalRunsResults()
    {
        string server = NatsServer.Find(), data = Folder["it's data"];
        await OkAsync("synth", data, "--preset", "demo", "--size", "64", "--categories", "bagel", "--train", "6",
            "--validation", "4", "--test-good", "4", "--test-defective", "4");
        await OkAsync("run", Job, "--set", $"data={data}", "--out", Folder["local"]);
        string[] arguments = ["slurm", Job, "--set", $"data={data}", "--out", Folder["spread run"]];
        Write("job.sh", await OkAsync(arguments));
        Write("worker.sh", await OkAsync([.. arguments, "--worker"]));
        Write("bin/scontrol", "#!/bin/bash\n[ \"$1 $2\" = 'show hostnames' ] && printf '127.0.0.1\\nother\\n'\n");
        Write("bin/srun", """
            #!/bin/bash
            while [[ $1 == -* ]]; do shift; done
            pids=
            trap 'kill -TERM $pids' TERM
            for ((i = 0; i < 2; i++)); do "$@" & pids+=" $!"; done
            for pid in $pids; do while kill -0 $pid 2>/dev/null; do wait $pid; done; done
            """);
        string on = Folder["spread run.on"], scratch = Folder["scratch"];
        Directory.CreateDirectory(scratch);

        // Told that its time is over as soon as it has begun: the run's own exit code, and nothing is left behind.
        using Process first = Start("job.sh", server);
        await UntilAsync(() => Directory.Exists(Path.Combine(Folder["spread run"], "journal")), first);
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(on));
        using (Process kill = Process.Start("kill", ["-TERM", $"{first.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        CliResult ended = await EndAsync(first);
        Assert.True(ended.Exit == 4, ended.All);
        Assert.False(File.Exists(on), ended.All);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch, "pipeline3d-*"));

        // Started again, with a worker of another job that leaves when the run is over.
        using Process second = Start("job.sh", server);
        await UntilAsync(() => File.Exists(on), second);
        using Process joined = Start("worker.sh", server);
        CliResult done = await EndAsync(second), left = await EndAsync(joined);
        Assert.True(done.Exit == 0, done.All);
        Assert.True(left.Exit == 0, left.All);
        Assert.Contains(" is at nats://127.0.0.1:", left.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("p3d:", done.All + left.All, StringComparison.Ordinal);
        foreach (string file in new[] { "verdicts.jsonl", "metrics.json", "inputs.jsonl", "dead-letters.jsonl" })
            Assert.Equal(Text("local", file), Text("spread run", file));

        CliResult none = await EndAsync(Start("worker.sh", server));
        Assert.True(none.Exit == 1 && none.Error.Contains("its run is not up", StringComparison.Ordinal), none.All);
    }

    private string? Text(string run, string file) => Path.Combine(Folder[run], file) is var path && File.Exists(path)
        ? File.ReadAllText(path) : null;

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder[name])!);
        File.WriteAllText(Folder[name], text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder[name], (UnixFileMode)0b111_000_000);
    }

    private Process Start(string script, string server)
    {
        var start = new ProcessStartInfo("/bin/bash", [Folder[script]])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        start.Environment["PATH"] = $"{Folder["bin"]}:{Path.GetDirectoryName(server)}:"
            + Environment.GetEnvironmentVariable("PATH");
        (string, string)[] given = [("SLURM_JOB_NODELIST", "n[1-2]"), ("SLURM_CPUS_PER_TASK", "1"),
            ("SLURM_TMPDIR", Folder["scratch"])];
        foreach ((string name, string value) in given)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task UntilAsync(Func<bool> isSo, Process process)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long began = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(!process.HasExited && Stopwatch.GetElapsedTime(began) < Hang,
                process.HasExited ? (await EndAsync(process)).All : $"nothing happened for {Hang}");
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<CliResult> EndAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Hang);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token),
            error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new CliResult(process.ExitCode, await output, await error);
    }

    private static async Task<(int Exit, string Text)> BashAsync(params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/bash", args)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        CliResult result = await EndAsync(process);
        return (result.Exit, result.All);
    }
}
