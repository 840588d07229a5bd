using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.ScaleModel;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Scale;

/// <summary>What so many scans a day take: by hand, and from a run's folder.</summary>
public sealed class DailyPlanTests : CliTest
{
    [Fact]
    public void Plan_TenToTheNinth_IsWhatIsCountedByHand()
    {
        // 10^9 / 86,400 s = 11,574 a second, times 0.372 s, 2 MB, 200 kB, 250 kB, 200 us, 225 us, 50 us and 350 B.
        var plan = new DailyPlan(new ScanCosts(), new PlanLimits(), 1e9);
        Assert.Equal(11_574, plan.PerSecond, 0.5);
        Assert.Equal(4_305.6, plan.Cores, 0.1);
        Assert.Equal(135, plan.Machines);
        Assert.Equal(23.15e9, plan.InputBytes, 0.01e9);
        Assert.Equal(2.315e9, plan.MapBytes, 0.001e9);
        Assert.Equal(2.894e9, plan.PartBytes, 0.001e9);
        Assert.Equal(23_148, plan.Messages, 0.5);
        Assert.Equal(2.315, plan.BrokerCores, 0.001);
        Assert.Equal(2.604, plan.CoordinatorCores, 0.001);
        Assert.Equal(0.579, plan.JournalCores, 0.001);
        Assert.Equal(350e9, plan.RowBytesPerDay, 1);
    }

    [Fact]
    public void Limits_InOrder_AreReachedOneAfterTheOther()
    {
        var costs = new ScanCosts();
        IReadOnlyList<Limit> limits = new DailyPlan(costs, new PlanLimits(), 1).Limits;
        Assert.Equal(["rows of one run", "contributions through the journal", "reading scans"],
            limits.Take(3).Select(limit => limit.Name));
        // 30 MB/s of 250 kB; 1 GB/s of 2 MB.
        Assert.Equal(86_400 * 120.0, limits[1].ScansPerDay, 1);
        Assert.Equal(86_400 * 500.0, limits[2].ScansPerDay, 1);
        foreach (Limit limit in limits)
        {
            Assert.Contains(limit, new DailyPlan(costs, new PlanLimits(), limit.ScansPerDay).Reached);
            Assert.DoesNotContain(limit, new DailyPlan(costs, new PlanLimits(), 0.999 * limit.ScansPerDay).Reached);
        }
        Assert.Equal(double.PositiveInfinity, new DailyPlan(costs with { PartBytes = 0 }, new PlanLimits(), 1).Limits
            .Single(limit => limit.Name.StartsWith("contributions", StringComparison.Ordinal)).ScansPerDay);
    }

    [Fact]
    public async Task MeasuredRun_OfAFolder_IsWhatLiesThere()
    {
        string run = Folder["run"], data = Folder["data"];
        await OkAsync("synth", data, "--preset", "demo", "--size", "64", "--categories", "bagel", "--train", "3",
            "--validation", "2", "--test-good", "2", "--test-defective", "3");
        await OkAsync("run", Path.Combine(SharedFiles.RepositoryRoot, "tests/EndToEnd.Tests/Pipelines/small-job.yaml"),
            "--set", $"data={data}", "--out", run);

        MeasuredRun measured = MeasuredRun.Read(run, new ScanCosts());

        Assert.Equal("small-job", measured.Pipeline);
        Assert.Equal((10, 10), (measured.Scans, measured.FilesSeen));
        Assert.Equal(measured.Blocks.Sum(block => block.Seconds), measured.Costs.Seconds, 1e-12);
        Assert.True(measured.Costs.Seconds > 0, $"{measured}");
        long[] scans = [.. Directory.EnumerateFiles(data, "*.tiff", SearchOption.AllDirectories)
            .Select(file => new FileInfo(file).Length)];
        Assert.Equal(scans.Average(), measured.Costs.InputBytes, 1e-6);
        long maps = Directory.EnumerateFiles(Path.Combine(run, "maps"), "*", SearchOption.AllDirectories)
            .Sum(file => new FileInfo(file).Length);
        Assert.Equal(maps / 10.0, measured.Costs.MapBytes, 1e-6);
        // Five bytes a pixel of each test scan in the metrics' part alone.
        Assert.True(measured.Costs.PartBytes > 5 * 64 * 64 * 5 / 10.0, $"{measured.Costs.PartBytes}");

        await OkAsync("run", Path.Combine(SharedFiles.RepositoryRoot, "tests/EndToEnd.Tests/Pipelines/small-job.yaml"),
            "--set", $"data={data}", "--out", run);
        Assert.Contains("10 resumed", Assert.Throws<InvalidDataException>(()
            => MeasuredRun.Read(run, new ScanCosts())).Message, StringComparison.Ordinal);
        Assert.Contains("name the folder of a run", Assert.Throws<InvalidDataException>(()
            => MeasuredRun.Read(data, new ScanCosts())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JournalProbe_LeavesNothing_AndTellsTimes()
    {
        JournalProbe probe = JournalProbe.Measure(Folder.Path, 1e5);
        Assert.True(probe.RowMicroseconds > 0 && probe.BytesPerSecond > 0, $"{probe}");
        Assert.Empty(Directory.EnumerateFiles(Folder.Path));
    }

    [Fact]
    public void Tables_OfThePlan_AreFiveRowsAndEveryLimit()
    {
        using var text = new StringWriter();
        Tables.WritePlan(text, new ScanCosts(), new PlanLimits());
        Assert.Contains("| 10^9 | 11,574 | 4,306 | 135 | 23.1 GB/s, 2 PB/day | 2.3 GB/s | 2.9 GB/s | 23,148/s |",
            text.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, text.ToString().Split('\n').Count(line => line.StartsWith("| 10^", StringComparison.Ordinal)));
        Assert.Equal("there is no option --sconds; there are --seconds", Assert.Throws<ArgumentException>(()
            => new Options(["--sconds", "1"], ["seconds"])).Message);
        Assert.Equal(2e6, new Options(["run", "--seconds", "2e6"], ["seconds"]).Number("seconds", 1));
    }
}
