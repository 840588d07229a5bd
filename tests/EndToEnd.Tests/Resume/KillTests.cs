using System.Diagnostics;
using System.Globalization;
using EndToEnd.Tests.Support;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Resume;

/// <summary>A run that is killed at random moments and started again ends as if nothing had happened.</summary>
/// <remarks>50 kills in the long run; PIPELINE3D_KILLS sets another number, PIPELINE3D_KILL_SEED the moments.</remarks>
public sealed class KillTests(SmallDatasets datasets, ITestOutputHelper output) : CliTest
{
    private const int KillsPerRun = 4;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PIPELINE3D_KILL_SEED"),
        CultureInfo.InvariantCulture, out int seed) ? seed : 1;

    [Fact]
    public async Task Run_KilledAtRandomMoments_EndsAsAnUndisturbedRunAndComputesNothingTwice()
    {
        int kills = Soak.Repetitions(50, "PIPELINE3D_KILLS"), seed = Seed;
        var random = new Random(seed);
        Stopwatch whole = Stopwatch.StartNew(), clock = Stopwatch.StartNew();
        CliResult undisturbed = await CliProcess.RunAsync(Arguments("undisturbed"));
        TimeSpan took = clock.Elapsed;
        // Bad scans are among the data, so that dead letters are part of what must come out the same.
        Assert.True(undisturbed.Exit == 3, undisturbed.All);
        SortedDictionary<string, string> expected = RunSnapshot.Of(Folder["undisturbed"]);
        int done = 0, files = CountFiles("undisturbed");
        for (int round = 0; done < kills; round++)
        {
            string run = $"killed-{round}", moments = "";
            for (int i = 0; i < KillsPerRun && done < kills; i++)
            {
                // In turn at a moment of a run's time, which is mostly start and training, and of its outputs, which
                // are mostly those of test scans.
                bool byTime = i % 2 == 0;
                int moment = byTime ? random.Next(50, (int)took.TotalMilliseconds) : random.Next(1, files);
                clock.Restart();
                if (!await CliProcess.RunAndKillAsync(time => byTime ? time.TotalMilliseconds >= moment
                    : CountFiles(run) >= moment, Arguments(run)))
                {
                    // A whole run was quicker than thought: later moments would all come too late.
                    if (byTime && i == 0)
                        took = clock.Elapsed;
                    break;
                }
                done++;
                moments += string.Create(CultureInfo.InvariantCulture, $" {moment} {(byTime ? "ms" : "files")}");
            }
            clock.Restart();
            CliResult resumed = await CliProcess.RunAsync(Arguments(run));
            // A machine that others use has its moods; the moments follow them.
            if (resumed.Output.Contains("Completed: 18 read", StringComparison.Ordinal))
                took = clock.Elapsed;
            string story = $"seed {seed}, round {round}, killed after{moments} of {took.TotalMilliseconds:0} ms and {files} files";
            Assert.True(resumed.Exit == 3, $"{story}\n{resumed.All}");
            IReadOnlyList<string> differences = RunSnapshot.Differences(expected, RunSnapshot.Of(Folder[run]));
            Assert.True(differences.Count == 0, $"{story}\n{string.Join('\n', differences)}");
            using var journal = new SqliteJournal(new RunFolder(Folder[run]));
            Assert.True(journal.WrittenTwice == 0, $"{story}\n{journal.WrittenTwice} items were computed twice");
            Assert.Equal(undisturbed.Output.Split('\n').Length, resumed.Output.Split('\n').Length);
            output.WriteLine($"{story}: {resumed.Output.Split('\n').First(line => line.StartsWith("Completed",
                StringComparison.Ordinal))}");
        }
        output.WriteLine($"{done} kills in {whole.Elapsed.TotalSeconds:0} s");
    }

    private int CountFiles(string run) => Directory.Exists(Folder[run])
        ? Directory.EnumerateFiles(Folder[run], "*", SearchOption.AllDirectories).Count() : 0;

    private string[] Arguments(string run) =>
    [
        "run", SmallJob, "--set", $"data={Spoilt()}", "--set",
        "metrics.resamples=20", "--out", Folder[run],
    ];

    // One test scan is cut off and one training scan is empty.
    private string Spoilt()
    {
        if (Directory.Exists(Folder["data"]))
            return Folder["data"];
        string data = CopyOf(datasets.Few);
        string test = Path.Combine(data, "bagel", "test", "good", "xyz", "001.tiff");
        File.WriteAllBytes(test, File.ReadAllBytes(test)[..1000]);
        File.WriteAllBytes(Path.Combine(data, "potato", "train", "good", "xyz", "002.tiff"), []);
        return data;
    }
}
